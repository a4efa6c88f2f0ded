package org.sinopia.kernels;

import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.launch.product.Gemm;
import org.sinopia.kernels.launch.product.MatrixProduct;
import org.sinopia.kernels.vendor.BlasGemm;
import org.sinopia.tensor.op.MatrixOp;

/** {@link MatrixOp} by kernels or cuBLAS. */
final class CudaMatrix {
  private final MatrixProduct gemm;

  CudaMatrix(KernelDevice device, CudaOptions options) {
    this.gemm =
        options.cublas()
            ? BlasGemm.cublas(device, options.precision())
            : new Gemm(device, options.precision());
  }

  void run(MatrixOp op) {
    switch (op) {
      case MatrixOp.Gemm o -> gemm.run(o);
    }
  }
}
