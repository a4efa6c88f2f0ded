package org.sinopia.tensor.reference.image;

import org.sinopia.tensor.op.ImageOp;

/** Convolution and pooling. */
public final class ReferenceImage {
  private ReferenceImage() {}

  public static void run(ImageOp op) {
    switch (op) {
      case ImageOp.Conv3x3 o -> ReferenceConvolution.forward(o);
      case ImageOp.Conv3x3Backward o -> ReferenceConvolution.backward(o);
      case ImageOp.MeanPool2 o -> ReferenceMeanPool2.forward(o);
      case ImageOp.MeanPool2Backward o -> ReferenceMeanPool2.backward(o);
    }
  }
}
