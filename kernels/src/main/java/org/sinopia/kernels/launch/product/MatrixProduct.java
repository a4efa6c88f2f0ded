package org.sinopia.kernels.launch.product;

import org.sinopia.tensor.op.MatrixOp;

/** Multiplies matrices on a device: our own kernels or a vendor's library. */
@FunctionalInterface
public interface MatrixProduct {
  /** {@link MatrixOp.Gemm}. */
  void run(MatrixOp.Gemm op);
}
