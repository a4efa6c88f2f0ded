package org.sinopia.tensor.cpu;

import org.sinopia.tensor.op.ImageOp;

/** Convolution, pooling and image quality. */
final class CpuImage {
  private final CpuConvolution convolution;
  private final CpuMeanPool2 pool;
  private final CpuGaussianMoments moments;
  private final CpuSsim ssim;
  private final CpuMsSsim msSsim;

  CpuImage(Workers workers) {
    this.convolution = new CpuConvolution(workers);
    this.pool = new CpuMeanPool2(workers);
    this.moments = new CpuGaussianMoments(workers);
    this.ssim = new CpuSsim(workers);
    this.msSsim = new CpuMsSsim(workers, pool);
  }

  void run(ImageOp op) {
    switch (op) {
      case ImageOp.Conv3x3 o -> convolution.forward(o);
      case ImageOp.Conv3x3Backward o -> convolution.backward(o);
      case ImageOp.MeanPool2 o -> pool.forward(o);
      case ImageOp.MeanPool2Backward o -> pool.backward(o);
      case ImageOp.GaussianMoments o -> moments.run(o);
      case ImageOp.Ssim o -> ssim.forward(o);
      case ImageOp.SsimBackward o -> ssim.backward(o);
      case ImageOp.MsSsim o -> msSsim.forward(o);
      case ImageOp.MsSsimBackward o -> msSsim.backward(o);
      case ImageOp.Uiqi o -> ssim.universal(o);
    }
  }
}
