package org.sinopia.kernels.vendor;

import static jcuda.jcudnn.JCudnn.cudnnCreate;
import static jcuda.jcudnn.JCudnn.cudnnCreateConvolutionDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnCreateFilterDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnCreateTensorDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnDestroy;
import static jcuda.jcudnn.JCudnn.cudnnDestroyConvolutionDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnDestroyFilterDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnDestroyTensorDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnGetVersion;
import static jcuda.jcudnn.JCudnn.cudnnSetConvolution2dDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnSetConvolutionMathType;
import static jcuda.jcudnn.JCudnn.cudnnSetFilter4dDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnSetStream;
import static jcuda.jcudnn.JCudnn.cudnnSetTensor4dDescriptor;
import static jcuda.jcudnn.cudnnConvolutionMode.CUDNN_CROSS_CORRELATION;
import static jcuda.jcudnn.cudnnDataType.CUDNN_DATA_FLOAT;
import static jcuda.jcudnn.cudnnMathType.CUDNN_FMA_MATH;
import static jcuda.jcudnn.cudnnTensorFormat.CUDNN_TENSOR_NCHW;

import jcuda.jcudnn.JCudnn;
import jcuda.jcudnn.cudnnConvolutionDescriptor;
import jcuda.jcudnn.cudnnFilterDescriptor;
import jcuda.jcudnn.cudnnHandle;
import jcuda.jcudnn.cudnnTensorDescriptor;
import jcuda.runtime.cudaStream_t;
import org.sinopia.kernels.device.CudaDriver;
import org.sinopia.tensor.Shape;

/** Handles and descriptors of cuDNN. */
final class Cudnn {
  private Cudnn() {}

  /** As version 9 counts: 10000·major + 100·minor + patch. */
  static String version() {
    JCudnn.setExceptionsEnabled(true);
    long number = cudnnGetVersion();
    return number / 10000 + "." + number / 100 % 100 + "." + number % 100;
  }

  static cudnnHandle start(CudaDriver gpu) {
    JCudnn.setExceptionsEnabled(true);
    cudnnHandle handle = new cudnnHandle();
    gpu.enqueue(
        "starting cuDNN",
        stream -> {
          cudnnCreate(handle);
          cudnnSetStream(handle, new cudaStream_t(stream));
        });
    return handle;
  }

  static void stop(cudnnHandle handle) {
    cudnnDestroy(handle);
  }

  /** The descriptors that tell cuDNN the layout of a convolution's operands. */
  record Descriptors(
      cudnnTensorDescriptor x,
      cudnnTensorDescriptor y,
      cudnnTensorDescriptor bias,
      cudnnFilterDescriptor weight,
      cudnnConvolutionDescriptor convolution) {

    /**
     * The descriptors for x [B, I, H, W] and {@code out} channels: 3×3 taps, one pixel of zeros
     * around.
     */
    static Descriptors of(Shape x, int out) {
      int in = x.extent(1);
      Descriptors made =
          new Descriptors(
              tensor(x.extent(0), in, x.extent(2), x.extent(3)),
              tensor(x.extent(0), out, x.extent(2), x.extent(3)),
              tensor(1, out, 1, 1),
              new cudnnFilterDescriptor(),
              new cudnnConvolutionDescriptor());
      cudnnCreateFilterDescriptor(made.weight);
      cudnnSetFilter4dDescriptor(made.weight, CUDNN_DATA_FLOAT, CUDNN_TENSOR_NCHW, out, in, 3, 3);
      cudnnCreateConvolutionDescriptor(made.convolution);
      cudnnSetConvolution2dDescriptor(
          made.convolution, 1, 1, 1, 1, 1, 1, CUDNN_CROSS_CORRELATION, CUDNN_DATA_FLOAT);
      // The default lets it round to tf32 where there are tensor cores.
      cudnnSetConvolutionMathType(made.convolution, CUDNN_FMA_MATH);
      return made;
    }

    private static cudnnTensorDescriptor tensor(int n, int c, int h, int w) {
      cudnnTensorDescriptor made = new cudnnTensorDescriptor();
      cudnnCreateTensorDescriptor(made);
      cudnnSetTensor4dDescriptor(made, CUDNN_TENSOR_NCHW, CUDNN_DATA_FLOAT, n, c, h, w);
      return made;
    }

    void destroy() {
      cudnnDestroyTensorDescriptor(x);
      cudnnDestroyTensorDescriptor(y);
      cudnnDestroyTensorDescriptor(bias);
      cudnnDestroyFilterDescriptor(weight);
      cudnnDestroyConvolutionDescriptor(convolution);
    }
  }
}
