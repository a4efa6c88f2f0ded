package org.sinopia.kernels.vendor;

import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.launch.BiasActivation;
import org.sinopia.kernels.launch.product.MatrixProduct;
import org.sinopia.kernels.launch.product.Precision;
import org.sinopia.tensor.op.Dropout;
import org.sinopia.tensor.op.ElementwiseOp;
import org.sinopia.tensor.op.MatrixOp;
import org.sinopia.tensor.op.UnaryFunction;

/** Matrix products by a BLAS; the bias is added by our own kernel afterwards. */
public final class BlasGemm implements MatrixProduct {
  private final BlasProducts blas;
  private final BiasActivation bias;

  BlasGemm(KernelDevice device, BlasProducts blas) {
    this.blas = blas;
    this.bias = new BiasActivation(device);
  }

  /**
   * By cuBLAS.
   *
   * @throws IllegalArgumentException if it is missing, or the device is no GPU
   */
  public static BlasGemm cublas(KernelDevice device, Precision precision) {
    return new BlasGemm(device, new Cublas(VendorLibrary.CUBLAS.on(device), precision));
  }

  @Override
  public void run(MatrixOp.Gemm op) {
    blas.multiply(ColumnMajorProduct.of(op), op.b().memory(), op.a().memory(), op.c().memory());
    if (op.bias() != null) {
      bias.forward(
          new ElementwiseOp.BiasActivation(
              UnaryFunction.IDENTITY, op.c(), op.bias(), Dropout.NONE, op.c()));
    }
  }
}
