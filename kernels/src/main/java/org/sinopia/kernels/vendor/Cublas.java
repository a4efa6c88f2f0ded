package org.sinopia.kernels.vendor;

import static jcuda.cudaDataType.CUDA_R_32F;
import static jcuda.jcublas.JCublas2.cublasCreate;
import static jcuda.jcublas.JCublas2.cublasGemmStridedBatchedEx_new;
import static jcuda.jcublas.JCublas2.cublasGetProperty;
import static jcuda.jcublas.JCublas2.cublasSetAtomicsMode;
import static jcuda.jcublas.JCublas2.cublasSetMathMode;
import static jcuda.jcublas.JCublas2.cublasSetPointerMode;
import static jcuda.jcublas.JCublas2.cublasSetStream;
import static jcuda.jcublas.JCublas2.cublasSetWorkspace;
import static jcuda.jcublas.cublasAtomicsMode.CUBLAS_ATOMICS_NOT_ALLOWED;
import static jcuda.jcublas.cublasComputeType.CUBLAS_COMPUTE_32F;
import static jcuda.jcublas.cublasComputeType.CUBLAS_COMPUTE_32F_FAST_16BF;
import static jcuda.jcublas.cublasComputeType.CUBLAS_COMPUTE_32F_FAST_TF32;
import static jcuda.jcublas.cublasGemmAlgo.CUBLAS_GEMM_DEFAULT;
import static jcuda.jcublas.cublasMath.CUBLAS_DEFAULT_MATH;
import static jcuda.jcublas.cublasOperation.CUBLAS_OP_N;
import static jcuda.jcublas.cublasOperation.CUBLAS_OP_T;
import static jcuda.jcublas.cublasPointerMode.CUBLAS_POINTER_MODE_HOST;

import java.lang.foreign.MemorySegment;
import jcuda.Pointer;
import jcuda.jcublas.JCublas2;
import jcuda.jcublas.cublasHandle;
import jcuda.libraryPropertyType;
import jcuda.runtime.cudaStream_t;
import org.sinopia.kernels.device.CudaDriver;
import org.sinopia.kernels.device.DevicePointer;
import org.sinopia.kernels.launch.product.Precision;

/**
 * Matrix products by cuBLAS in a GPU's one stream, with their own working memory and without atomic
 * sums. So the library keeps its promise of the same bits on every run (cuBLAS documentation,
 * "Results reproducibility"), and nothing is allocated while a graph is captured. Operands stay
 * float32 in memory; the kind of computation is that of {@link Precision}.
 */
final class Cublas implements BlasProducts {
  /**
   * The workspace that cuBLAS would take itself on the largest GPUs, those of capability 9.0 and
   * later.
   */
  private static final long WORKSPACE_BYTES = 32L << 20;

  private final CudaDriver gpu;
  private final int computation;
  private final cublasHandle handle = new cublasHandle();

  /** On a GPU; working memory and handle go with it. */
  Cublas(CudaDriver gpu, Precision precision) {
    this.gpu = gpu;
    this.computation =
        switch (precision.on(gpu.properties())) {
          case F32 -> CUBLAS_COMPUTE_32F;
          case TF32 -> CUBLAS_COMPUTE_32F_FAST_TF32;
          case BF16 -> CUBLAS_COMPUTE_32F_FAST_16BF;
        };
    JCublas2.setExceptionsEnabled(true);
    MemorySegment workspace = gpu.allocate(WORKSPACE_BYTES);
    gpu.enqueue(
        "starting cuBLAS",
        stream -> {
          cublasCreate(handle);
          cublasSetStream(handle, new cudaStream_t(stream));
          // After the stream: setting that takes the workspace away again.
          cublasSetWorkspace(handle, new DevicePointer(workspace), WORKSPACE_BYTES);
          cublasSetPointerMode(handle, CUBLAS_POINTER_MODE_HOST);
          cublasSetAtomicsMode(handle, CUBLAS_ATOMICS_NOT_ALLOWED);
          cublasSetMathMode(handle, CUBLAS_DEFAULT_MATH);
        });
    gpu.beforeClose(() -> JCublas2.cublasDestroy(handle));
  }

  static String version() {
    JCublas2.setExceptionsEnabled(true);
    int[] part = new int[1];
    StringBuilder version = new StringBuilder();
    for (int property :
        new int[] {
          libraryPropertyType.MAJOR_VERSION,
          libraryPropertyType.MINOR_VERSION,
          libraryPropertyType.PATCH_LEVEL
        }) {
      cublasGetProperty(property, part);
      version.append(version.isEmpty() ? "" : ".").append(part[0]);
    }
    return version.toString();
  }

  @Override
  public void multiply(
      ColumnMajorProduct product, MemorySegment first, MemorySegment second, MemorySegment result) {
    gpu.enqueue(
        "cublasGemmStridedBatchedEx, " + product,
        _ ->
            cublasGemmStridedBatchedEx_new(
                handle,
                product.transposeFirst() ? CUBLAS_OP_T : CUBLAS_OP_N,
                product.transposeSecond() ? CUBLAS_OP_T : CUBLAS_OP_N,
                product.rows(),
                product.columns(),
                product.inner(),
                Pointer.to(new float[] {(float) product.alpha()}),
                new DevicePointer(first),
                CUDA_R_32F,
                product.leadFirst(),
                product.strideFirst(),
                new DevicePointer(second),
                CUDA_R_32F,
                product.leadSecond(),
                product.strideSecond(),
                Pointer.to(new float[] {(float) product.beta()}),
                new DevicePointer(result),
                CUDA_R_32F,
                product.rows(),
                product.strideResult(),
                product.batch(),
                computation,
                CUBLAS_GEMM_DEFAULT));
  }
}
