package org.sinopia.kernels;

import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.RandomOp;

/** {@link RandomOp} by kernels. */
final class CudaRandom {
  private final KernelDevice device;

  CudaRandom(KernelDevice device) {
    this.device = device;
  }

  void run(RandomOp op) {
    throw new UnsupportedOpException(device.name() + ": " + op.name() + ": no kernel");
  }
}
