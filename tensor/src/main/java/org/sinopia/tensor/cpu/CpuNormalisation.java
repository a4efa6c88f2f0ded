package org.sinopia.tensor.cpu;

import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.NormalisationOp;

/** Normalisation. */
final class CpuNormalisation {
  private final Workers workers;

  CpuNormalisation(Workers workers) {
    this.workers = workers;
  }

  void run(NormalisationOp op) {
    throw new UnsupportedOpException(op.name() + workers.threads());
  }
}
