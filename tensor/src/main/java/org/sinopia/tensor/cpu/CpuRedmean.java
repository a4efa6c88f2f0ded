package org.sinopia.tensor.cpu;

import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.LossOp;

/** The redmean colour distance. */
final class CpuRedmean {
  private final Workers workers;

  CpuRedmean(Workers workers) {
    this.workers = workers;
  }

  void run(LossOp.Redmean op) {
    throw new UnsupportedOpException(op.name() + workers.threads());
  }
}
