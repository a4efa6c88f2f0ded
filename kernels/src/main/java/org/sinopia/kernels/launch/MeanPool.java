package org.sinopia.kernels.launch;

import org.sinopia.kernels.device.Arguments;
import org.sinopia.kernels.device.Kernel;
import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.device.Launch;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.ImageOp.MeanPool2;
import org.sinopia.tensor.op.ImageOp.MeanPool2Backward;

/** Halving of images: {@code mean_pool.cu}. */
public final class MeanPool {
  private static final int THREADS = 256;
  private static final Kernel FORWARD = new Kernel("mean_pool", "mean_pool2");
  private static final Kernel BACKWARD = new Kernel("mean_pool", "mean_pool2_backward");

  private final KernelDevice device;

  /** For one device. */
  public MeanPool(KernelDevice device) {
    this.device = device;
  }

  /** Launches {@link MeanPool2}. */
  public void forward(MeanPool2 op) {
    launch(FORWARD, op.x(), op.x(), op.y());
  }

  /** Launches {@link MeanPool2Backward}. */
  public void backward(MeanPool2Backward op) {
    launch(BACKWARD, op.gradX(), op.gradY(), op.gradX());
  }

  private void launch(Kernel kernel, Tensor full, Tensor from, Tensor to) {
    device.launch(
        kernel,
        Launch.of(device.properties().blocks(to.elements(), THREADS, THREADS), THREADS),
        new Arguments()
            .tensor(from)
            .int32(full.shape().elements(0, 2))
            .int32(full.shape().extent(2))
            .int32(full.shape().extent(3))
            .tensor(to));
  }
}
