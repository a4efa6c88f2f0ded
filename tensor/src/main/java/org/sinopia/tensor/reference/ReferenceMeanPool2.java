package org.sinopia.tensor.reference;

import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.ImageOp;

/** MeanPool2. */
final class ReferenceMeanPool2 {
  private ReferenceMeanPool2() {}

  static void forward(ImageOp.MeanPool2 op) {
    throw new UnsupportedOpException(op.name());
  }

  static void backward(ImageOp.MeanPool2Backward op) {
    throw new UnsupportedOpException(op.name());
  }
}
