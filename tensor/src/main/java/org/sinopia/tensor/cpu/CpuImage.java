package org.sinopia.tensor.cpu;

import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.ImageOp;

/** Image. */
final class CpuImage {
  private final Workers workers;

  CpuImage(Workers workers) {
    this.workers = workers;
  }

  void run(ImageOp op) {
    throw new UnsupportedOpException(op.name() + workers.threads());
  }
}
