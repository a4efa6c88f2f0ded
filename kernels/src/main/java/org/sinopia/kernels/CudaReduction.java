package org.sinopia.kernels;

import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.ReductionOp;

/** {@link ReductionOp} by kernels. */
final class CudaReduction {
  private final KernelDevice device;

  CudaReduction(KernelDevice device) {
    this.device = device;
  }

  void run(ReductionOp op) {
    throw new UnsupportedOpException(device.name() + ": " + op.name() + ": no kernel");
  }
}
