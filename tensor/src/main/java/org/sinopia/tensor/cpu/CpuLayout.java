package org.sinopia.tensor.cpu;

import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.LayoutOp;

/** Layout. */
final class CpuLayout {
  private final Workers workers;

  CpuLayout(Workers workers) {
    this.workers = workers;
  }

  void run(LayoutOp op) {
    throw new UnsupportedOpException(op.name() + workers.threads());
  }
}
