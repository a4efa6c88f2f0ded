package org.sinopia.kernels.launch;

import org.sinopia.kernels.device.Arguments;
import org.sinopia.kernels.device.Kernel;
import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.device.Launch;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.RandomOp;

/** Launches {@code random.cu}. */
public final class Random {
  private static final int THREADS = 256;
  private static final int PER_THREAD = 4;
  private static final Kernel UNIFORM = new Kernel("random", "draw_uniform");
  private static final Kernel BERNOULLI = new Kernel("random", "draw_bernoulli");
  private static final Kernel NORMAL = new Kernel("random", "draw_normal");

  private final KernelDevice device;

  /** A launcher for one device. */
  public Random(KernelDevice device) {
    this.device = device;
  }

  /** {@link RandomOp.Uniform}. */
  public void uniform(RandomOp.Uniform op) {
    launch(UNIFORM, op.y(), arguments(op.seed(), op.stream(), op.y()));
  }

  /** {@link RandomOp.Bernoulli}. */
  public void bernoulli(RandomOp.Bernoulli op) {
    // u < p for u = w/2²⁴ if and only if w < ⌈p·2²⁴⌉.
    int threshold = (int) Math.ceil(op.p() * 0x1p24);
    launch(BERNOULLI, op.y(), arguments(op.seed(), op.stream(), op.y()).int32(threshold));
  }

  /** {@link RandomOp.Normal}. */
  public void normal(RandomOp.Normal op) {
    launch(NORMAL, op.y(), arguments(op.seed(), op.stream(), op.y()));
  }

  private static Arguments arguments(long seed, long stream, Tensor y) {
    return new Arguments()
        .seed(seed)
        .int64(stream)
        .tensor(y)
        .int32(Alignment.aligned(y) ? 1 : 0)
        .int32(y.elements());
  }

  private void launch(Kernel kernel, Tensor y, Arguments arguments) {
    int blocks = device.properties().blocks(y.elements(), THREADS * PER_THREAD, THREADS);
    device.launch(kernel, Launch.of(blocks, THREADS), arguments);
  }
}
