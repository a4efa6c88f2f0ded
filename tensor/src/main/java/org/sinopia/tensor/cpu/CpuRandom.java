package org.sinopia.tensor.cpu;

import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.RandomOp;

/** Random. */
final class CpuRandom {
  private final Workers workers;

  CpuRandom(Workers workers) {
    this.workers = workers;
  }

  void run(RandomOp op) {
    throw new UnsupportedOpException(op.name() + workers.threads());
  }
}
