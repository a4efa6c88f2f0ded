package org.sinopia.kernels.vendor;

import static jcuda.jcudnn.JCudnn.cudnnAddTensor;
import static jcuda.jcudnn.JCudnn.cudnnConvolutionBackwardBias;
import static jcuda.jcudnn.JCudnn.cudnnConvolutionBackwardData;
import static jcuda.jcudnn.JCudnn.cudnnConvolutionBackwardFilter;
import static jcuda.jcudnn.JCudnn.cudnnConvolutionForward;
import static jcuda.jcudnn.JCudnn.cudnnGetConvolutionBackwardDataWorkspaceSize;
import static jcuda.jcudnn.JCudnn.cudnnGetConvolutionBackwardFilterWorkspaceSize;
import static jcuda.jcudnn.JCudnn.cudnnGetConvolutionForwardWorkspaceSize;
import static jcuda.jcudnn.cudnnConvolutionBwdDataAlgo.CUDNN_CONVOLUTION_BWD_DATA_ALGO_1;
import static jcuda.jcudnn.cudnnConvolutionBwdFilterAlgo.CUDNN_CONVOLUTION_BWD_FILTER_ALGO_1;
import static jcuda.jcudnn.cudnnConvolutionFwdAlgo.CUDNN_CONVOLUTION_FWD_ALGO_IMPLICIT_PRECOMP_GEMM;

import java.util.HashMap;
import java.util.Map;
import jcuda.Pointer;
import jcuda.jcudnn.cudnnHandle;
import org.sinopia.kernels.device.CudaDriver;
import org.sinopia.kernels.device.DevicePointer;
import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.launch.product.Convolution3x3;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.ImageOp;

/**
 * 3×3 convolutions by cuDNN in a GPU's one stream, in float32 throughout. Of its algorithms only
 * those are used that add in the same order on every run (cuDNN documentation, "Reproducibility"),
 * and none is chosen by timing.
 */
public final class CudnnConvolution implements Convolution3x3 {
  private static final int FORWARD = CUDNN_CONVOLUTION_FWD_ALGO_IMPLICIT_PRECOMP_GEMM;
  private static final int INPUT = CUDNN_CONVOLUTION_BWD_DATA_ALGO_1;
  private static final int WEIGHT = CUDNN_CONVOLUTION_BWD_FILTER_ALGO_1;
  private static final Pointer ONE = Pointer.to(new float[] {1});
  private static final Pointer ZERO = Pointer.to(new float[] {0});

  private final CudaDriver gpu;
  private final cudnnHandle handle;
  private final Map<Sizes, Cudnn.Descriptors> described = new HashMap<>();

  /** The sizes that a convolution's descriptors depend on. */
  private record Sizes(Shape x, int out) {}

  private CudnnConvolution(CudaDriver gpu) {
    this.gpu = gpu;
    this.handle = Cudnn.start(gpu);
    gpu.beforeClose(
        () -> {
          described.values().forEach(Cudnn.Descriptors::destroy);
          Cudnn.stop(handle);
        });
  }

  /**
   * On a GPU; what the library holds goes with it.
   *
   * @throws IllegalArgumentException if it is missing, or the device is no GPU
   */
  public static CudnnConvolution on(KernelDevice device) {
    return new CudnnConvolution(VendorLibrary.CUDNN.on(device));
  }

  @Override
  public void forward(ImageOp.Conv3x3 op) {
    gpu.enqueue(
        "cudnnConvolutionForward, " + op.x().shape() + " by " + op.weight().shape(),
        _ -> {
          Cudnn.Descriptors d = describe(op.x(), op.weight());
          long[] bytes = new long[1];
          cudnnGetConvolutionForwardWorkspaceSize(
              handle, d.x(), d.weight(), d.convolution(), d.y(), FORWARD, bytes);
          cudnnConvolutionForward(
              handle,
              ONE,
              d.x(),
              pointer(op.x()),
              d.weight(),
              pointer(op.weight()),
              d.convolution(),
              FORWARD,
              workspace(bytes[0]),
              bytes[0],
              ZERO,
              d.y(),
              pointer(op.y()));
          cudnnAddTensor(handle, ONE, d.bias(), pointer(op.bias()), ONE, d.y(), pointer(op.y()));
        });
  }

  @Override
  public void backward(ImageOp.Conv3x3Backward op) {
    gpu.enqueue(
        "cudnnConvolutionBackward, " + op.x().shape() + " by " + op.weight().shape(),
        _ -> {
          Cudnn.Descriptors d = describe(op.x(), op.weight());
          if (op.gradX() != null) {
            input(op, d);
          }
          weight(op, d);
          cudnnConvolutionBackwardBias(
              handle, ONE, d.y(), pointer(op.gradY()), ZERO, d.bias(), pointer(op.gradBias()));
        });
  }

  private void input(ImageOp.Conv3x3Backward op, Cudnn.Descriptors d) {
    long[] bytes = new long[1];
    cudnnGetConvolutionBackwardDataWorkspaceSize(
        handle, d.weight(), d.y(), d.convolution(), d.x(), INPUT, bytes);
    cudnnConvolutionBackwardData(
        handle,
        ONE,
        d.weight(),
        pointer(op.weight()),
        d.y(),
        pointer(op.gradY()),
        d.convolution(),
        INPUT,
        workspace(bytes[0]),
        bytes[0],
        ZERO,
        d.x(),
        pointer(op.gradX()));
  }

  private void weight(ImageOp.Conv3x3Backward op, Cudnn.Descriptors d) {
    long[] bytes = new long[1];
    cudnnGetConvolutionBackwardFilterWorkspaceSize(
        handle, d.x(), d.y(), d.convolution(), d.weight(), WEIGHT, bytes);
    cudnnConvolutionBackwardFilter(
        handle,
        ONE,
        d.x(),
        pointer(op.x()),
        d.y(),
        pointer(op.gradY()),
        d.convolution(),
        WEIGHT,
        workspace(bytes[0]),
        bytes[0],
        ZERO,
        d.weight(),
        pointer(op.gradWeight()));
  }

  private Cudnn.Descriptors describe(Tensor x, Tensor weight) {
    return described.computeIfAbsent(
        new Sizes(x.shape(), weight.shape().extent(0)),
        sizes -> Cudnn.Descriptors.of(sizes.x(), sizes.out()));
  }

  /** The device's memory for partial results: calls in one stream may share it. */
  private DevicePointer workspace(long bytes) {
    return new DevicePointer(gpu.scratch(Math.max(1, bytes)));
  }

  private static DevicePointer pointer(Tensor tensor) {
    return new DevicePointer(tensor.memory());
  }
}
