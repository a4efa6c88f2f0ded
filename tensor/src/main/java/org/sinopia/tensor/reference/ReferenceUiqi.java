package org.sinopia.tensor.reference;

import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.ImageOp;

/** Uiqi. */
final class ReferenceUiqi {
  private ReferenceUiqi() {}

  static void forward(ImageOp.Uiqi op) {
    throw new UnsupportedOpException(op.name());
  }
}
