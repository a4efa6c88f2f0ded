package org.sinopia.kernels;

import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.NormalisationOp;

/** {@link NormalisationOp} by kernels. */
final class CudaNormalisation {
  private final KernelDevice device;

  CudaNormalisation(KernelDevice device) {
    this.device = device;
  }

  void run(NormalisationOp op) {
    throw new UnsupportedOpException(device.name() + ": " + op.name() + ": no kernel");
  }
}
