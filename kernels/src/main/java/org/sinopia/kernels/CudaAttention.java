package org.sinopia.kernels;

import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.AttentionOp;

/** {@link AttentionOp} by kernels. */
final class CudaAttention {
  private final KernelDevice device;

  CudaAttention(KernelDevice device) {
    this.device = device;
  }

  void run(AttentionOp op) {
    throw new UnsupportedOpException(device.name() + ": " + op.name() + ": no kernel");
  }
}
