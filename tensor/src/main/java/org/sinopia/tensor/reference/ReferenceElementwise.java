package org.sinopia.tensor.reference;

import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.ElementwiseOp;

/** Elementwise. */
final class ReferenceElementwise {
  private ReferenceElementwise() {}

  static void run(ElementwiseOp op) {
    throw new UnsupportedOpException(op.name());
  }
}
