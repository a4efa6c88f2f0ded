package org.sinopia.tensor.reference;

import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.ImageOp;

/** MsSsim. */
final class ReferenceMsSsim {
  private ReferenceMsSsim() {}

  static void forward(ImageOp.MsSsim op) {
    throw new UnsupportedOpException(op.name());
  }

  static void backward(ImageOp.MsSsimBackward op) {
    throw new UnsupportedOpException(op.name());
  }
}
