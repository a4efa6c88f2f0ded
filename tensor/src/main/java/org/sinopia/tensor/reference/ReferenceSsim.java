package org.sinopia.tensor.reference;

import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.ImageOp;

/** Ssim. */
final class ReferenceSsim {
  private ReferenceSsim() {}

  static void forward(ImageOp.Ssim op) {
    throw new UnsupportedOpException(op.name());
  }

  static void backward(ImageOp.SsimBackward op) {
    throw new UnsupportedOpException(op.name());
  }
}
