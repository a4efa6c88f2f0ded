package org.sinopia.kernels.launch.product;

import org.sinopia.tensor.op.ImageOp;

/** Convolves on a device: our own kernels or a vendor's library. */
public interface Convolution3x3 {
  /** {@link ImageOp.Conv3x3}. */
  void forward(ImageOp.Conv3x3 op);

  /** {@link ImageOp.Conv3x3Backward}. */
  void backward(ImageOp.Conv3x3Backward op);
}
