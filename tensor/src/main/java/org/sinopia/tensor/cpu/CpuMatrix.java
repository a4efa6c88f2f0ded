package org.sinopia.tensor.cpu;

import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.MatrixOp;

/** Matrix. */
final class CpuMatrix {
  private final Workers workers;

  CpuMatrix(Workers workers) {
    this.workers = workers;
  }

  void run(MatrixOp op) {
    throw new UnsupportedOpException(op.name() + workers.threads());
  }
}
