package org.sinopia.tensor.reference;

import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.ImageOp;

/** Image. */
final class ReferenceImage {
  private ReferenceImage() {}

  static void run(ImageOp op) {
    throw new UnsupportedOpException(op.name());
  }
}
