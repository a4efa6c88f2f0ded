package org.sinopia.tensor.cpu;

import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.ElementwiseOp;

/** Elementwise. */
final class CpuElementwise {
  private final Workers workers;

  CpuElementwise(Workers workers) {
    this.workers = workers;
  }

  void run(ElementwiseOp op) {
    throw new UnsupportedOpException(op.name() + workers.threads());
  }
}
