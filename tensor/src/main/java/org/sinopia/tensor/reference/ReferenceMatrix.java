package org.sinopia.tensor.reference;

import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.MatrixOp;

/** Matrix. */
final class ReferenceMatrix {
  private ReferenceMatrix() {}

  static void run(MatrixOp op) {
    throw new UnsupportedOpException(op.name());
  }
}
