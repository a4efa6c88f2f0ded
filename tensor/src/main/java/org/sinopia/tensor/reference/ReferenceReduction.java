package org.sinopia.tensor.reference;

import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.ReductionOp;

/** Reduction. */
final class ReferenceReduction {
  private ReferenceReduction() {}

  static void run(ReductionOp op) {
    throw new UnsupportedOpException(op.name());
  }
}
