package org.sinopia.kernels;

import org.sinopia.kernels.launch.product.Precision;
import org.sinopia.kernels.vendor.VendorLibrary;

/**
 * How a backend computes what it can compute in several ways.
 *
 * @param precision of matrix products and attention
 * @param cublas whether matrix products are cuBLAS's and not our own
 * @param cudnn whether 3×3 convolutions are cuDNN's and not our own
 */
public record CudaOptions(Precision precision, boolean cublas, boolean cudnn) {
  /** Our own kernels, in a given precision. */
  public static CudaOptions own(Precision precision) {
    return new CudaOptions(precision, false, false);
  }

  /**
   * As the system properties {@code sinopia.cuda.precision} (f32, tf32, bf16), {@code
   * sinopia.cuda.gemm} (own, cublas) and {@code sinopia.cuda.convolution} (own, cudnn) say; the
   * first of each is the default.
   *
   * @throws IllegalArgumentException if a property is none of these
   */
  public static CudaOptions fromProperties() {
    return new CudaOptions(
        Precision.fromProperties(), VendorLibrary.CUBLAS.asked(), VendorLibrary.CUDNN.asked());
  }
}
