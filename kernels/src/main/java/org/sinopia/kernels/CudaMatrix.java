package org.sinopia.kernels;

import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.MatrixOp;

/** {@link MatrixOp} by kernels. */
final class CudaMatrix {
  private final KernelDevice device;

  CudaMatrix(KernelDevice device) {
    this.device = device;
  }

  void run(MatrixOp op) {
    throw new UnsupportedOpException(device.name() + ": " + op.name() + ": no kernel");
  }
}
