package org.sinopia.tensor.cpu;

import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.ImageOp;

/** The 3×3 convolution. */
final class CpuConvolution {
  private final Workers workers;

  CpuConvolution(Workers workers) {
    this.workers = workers;
  }

  void forward(ImageOp.Conv3x3 op) {
    throw new UnsupportedOpException(op.name() + workers.threads());
  }

  void backward(ImageOp.Conv3x3Backward op) {
    throw new UnsupportedOpException(op.name() + workers.threads());
  }
}
