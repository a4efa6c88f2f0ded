package org.sinopia.tensor.reference;

import org.sinopia.tensor.op.ImageOp;

/** Convolution, pooling and image quality. */
final class ReferenceImage {
  private ReferenceImage() {}

  static void run(ImageOp op) {
    switch (op) {
      case ImageOp.Conv3x3 o -> ReferenceConvolution.forward(o);
      case ImageOp.Conv3x3Backward o -> ReferenceConvolution.backward(o);
      case ImageOp.MeanPool2 o -> ReferenceMeanPool2.forward(o);
      case ImageOp.MeanPool2Backward o -> ReferenceMeanPool2.backward(o);
      case ImageOp.GaussianMoments o -> ReferenceGaussianMoments.run(o);
      case ImageOp.Ssim o -> ReferenceSsim.forward(o);
      case ImageOp.SsimBackward o -> ReferenceSsim.backward(o);
      case ImageOp.MsSsim o -> ReferenceMsSsim.forward(o);
      case ImageOp.MsSsimBackward o -> ReferenceMsSsim.backward(o);
      case ImageOp.Uiqi o -> ReferenceUiqi.forward(o);
    }
  }
}
