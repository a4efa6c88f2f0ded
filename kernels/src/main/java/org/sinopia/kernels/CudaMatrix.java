package org.sinopia.kernels;

import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.launch.Gemm;
import org.sinopia.kernels.launch.Precision;
import org.sinopia.tensor.op.MatrixOp;

/** {@link MatrixOp} by kernels. */
final class CudaMatrix {
  private final Gemm gemm;

  CudaMatrix(KernelDevice device, Precision precision) {
    this.gemm = new Gemm(device, precision);
  }

  void run(MatrixOp op) {
    switch (op) {
      case MatrixOp.Gemm o -> gemm.run(o);
    }
  }
}
