package org.sinopia.tensor.reference;

import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.ImageOp;

/** The 3×3 convolution. */
final class ReferenceConvolution {
  private ReferenceConvolution() {}

  static void forward(ImageOp.Conv3x3 op) {
    throw new UnsupportedOpException(op.name());
  }

  static void backward(ImageOp.Conv3x3Backward op) {
    throw new UnsupportedOpException(op.name());
  }
}
