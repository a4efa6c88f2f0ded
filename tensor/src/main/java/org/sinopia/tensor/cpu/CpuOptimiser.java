package org.sinopia.tensor.cpu;

import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.OptimiserOp;

/** Optimiser. */
final class CpuOptimiser {
  private final Workers workers;

  CpuOptimiser(Workers workers) {
    this.workers = workers;
  }

  void run(OptimiserOp op) {
    throw new UnsupportedOpException(op.name() + workers.threads());
  }
}
