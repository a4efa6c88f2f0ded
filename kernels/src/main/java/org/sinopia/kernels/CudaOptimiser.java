package org.sinopia.kernels;

import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.OptimiserOp;

/** {@link OptimiserOp} by kernels. */
final class CudaOptimiser {
  private final KernelDevice device;

  CudaOptimiser(KernelDevice device) {
    this.device = device;
  }

  void run(OptimiserOp op) {
    throw new UnsupportedOpException(device.name() + ": " + op.name() + ": no kernel");
  }
}
