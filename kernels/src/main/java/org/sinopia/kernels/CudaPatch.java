package org.sinopia.kernels;

import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.PatchOp;

/** {@link PatchOp} by kernels. */
final class CudaPatch {
  private final KernelDevice device;

  CudaPatch(KernelDevice device) {
    this.device = device;
  }

  void run(PatchOp op) {
    throw new UnsupportedOpException(device.name() + ": " + op.name() + ": no kernel");
  }
}
