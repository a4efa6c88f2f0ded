package org.sinopia.tensor.cpu;

import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.ReductionOp;

/** Reduction. */
final class CpuReduction {
  private final Workers workers;

  CpuReduction(Workers workers) {
    this.workers = workers;
  }

  void run(ReductionOp op) {
    throw new UnsupportedOpException(op.name() + workers.threads());
  }
}
