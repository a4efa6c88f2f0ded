package org.sinopia.tensor.cpu.image;

import org.sinopia.tensor.cpu.loops.Workers;
import org.sinopia.tensor.op.ImageOp;

/** Convolution and pooling. */
public final class CpuImage {
  private final CpuConvolution convolution;
  private final CpuMeanPool2 pool;

  public CpuImage(Workers workers) {
    this.convolution = new CpuConvolution(workers);
    this.pool = new CpuMeanPool2(workers);
  }

  public void run(ImageOp op) {
    switch (op) {
      case ImageOp.Conv3x3 o -> convolution.forward(o);
      case ImageOp.Conv3x3Backward o -> convolution.backward(o);
      case ImageOp.MeanPool2 o -> pool.forward(o);
      case ImageOp.MeanPool2Backward o -> pool.backward(o);
    }
  }
}
