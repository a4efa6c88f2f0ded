package org.sinopia.tensor.cpu;

import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.LossOp;

/** Loss. */
final class CpuLoss {
  private final Workers workers;

  CpuLoss(Workers workers) {
    this.workers = workers;
  }

  void run(LossOp op) {
    throw new UnsupportedOpException(op.name() + workers.threads());
  }
}
