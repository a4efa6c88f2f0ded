package org.sinopia.kernels;

import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.LossOp;

/** {@link LossOp} by kernels. */
final class CudaLoss {
  private final KernelDevice device;

  CudaLoss(KernelDevice device) {
    this.device = device;
  }

  void run(LossOp op) {
    throw new UnsupportedOpException(device.name() + ": " + op.name() + ": no kernel");
  }
}
