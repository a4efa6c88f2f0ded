package org.sinopia.kernels;

import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.ImageOp;

/** {@link ImageOp} by kernels. */
final class CudaImage {
  private final KernelDevice device;

  CudaImage(KernelDevice device) {
    this.device = device;
  }

  void run(ImageOp op) {
    throw new UnsupportedOpException(device.name() + ": " + op.name() + ": no kernel");
  }
}
