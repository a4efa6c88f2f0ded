package org.sinopia.tensor.cpu;

import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.ImageOp;

/** Convolution, pooling and image quality. */
final class CpuImage {
  private final CpuConvolution convolution;

  CpuImage(Workers workers) {
    this.convolution = new CpuConvolution(workers);
  }

  void run(ImageOp op) {
    switch (op) {
      case ImageOp.Conv3x3 o -> convolution.forward(o);
      case ImageOp.Conv3x3Backward o -> convolution.backward(o);
      case ImageOp.MeanPool2 o -> throw new UnsupportedOpException(o.name());
      case ImageOp.MeanPool2Backward o -> throw new UnsupportedOpException(o.name());
      case ImageOp.GaussianMoments o -> throw new UnsupportedOpException(o.name());
      case ImageOp.Ssim o -> throw new UnsupportedOpException(o.name());
      case ImageOp.SsimBackward o -> throw new UnsupportedOpException(o.name());
      case ImageOp.MsSsim o -> throw new UnsupportedOpException(o.name());
      case ImageOp.MsSsimBackward o -> throw new UnsupportedOpException(o.name());
      case ImageOp.Uiqi o -> throw new UnsupportedOpException(o.name());
    }
  }
}
