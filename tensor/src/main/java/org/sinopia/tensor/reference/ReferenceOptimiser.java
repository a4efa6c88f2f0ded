package org.sinopia.tensor.reference;

import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.OptimiserOp;

/** Optimiser. */
final class ReferenceOptimiser {
  private ReferenceOptimiser() {}

  static void run(OptimiserOp op) {
    throw new UnsupportedOpException(op.name());
  }
}
