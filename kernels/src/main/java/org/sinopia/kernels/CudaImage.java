package org.sinopia.kernels;

import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.launch.MeanPool;
import org.sinopia.kernels.launch.product.Convolution;
import org.sinopia.kernels.launch.product.Convolution3x3;
import org.sinopia.kernels.vendor.CudnnConvolution;
import org.sinopia.tensor.op.ImageOp;

/** {@link ImageOp} by kernels, and convolutions by cuDNN if asked. */
final class CudaImage {
  private final Convolution3x3 convolution;
  private final MeanPool meanPool;

  CudaImage(KernelDevice device, CudaOptions options) {
    this.convolution = options.cudnn() ? CudnnConvolution.on(device) : new Convolution(device);
    this.meanPool = new MeanPool(device);
  }

  void run(ImageOp op) {
    switch (op) {
      case ImageOp.Conv3x3 o -> convolution.forward(o);
      case ImageOp.Conv3x3Backward o -> convolution.backward(o);
      case ImageOp.MeanPool2 o -> meanPool.forward(o);
      case ImageOp.MeanPool2Backward o -> meanPool.backward(o);
    }
  }
}
