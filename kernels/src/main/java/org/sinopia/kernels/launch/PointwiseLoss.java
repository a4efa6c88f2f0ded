package org.sinopia.kernels.launch;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;
import org.sinopia.kernels.device.Arguments;
import org.sinopia.kernels.device.Kernel;
import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.device.Launch;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.LossOp.GaussianKl;
import org.sinopia.tensor.op.LossOp.MeanSquaredError;
import org.sinopia.tensor.op.LossOp.PoissonNll;

/** Losses that are a mean over elements: {@code pointwise_loss.cu}. */
public final class PointwiseLoss {
  private static final int THREADS = 256;
  private static final Kernel SQUARED = new Kernel("pointwise_loss", "mean_squared_error");
  private static final Kernel POISSON = new Kernel("pointwise_loss", "poisson_nll");
  private static final Kernel KL = new Kernel("pointwise_loss", "gaussian_kl");
  private static final Kernel MEAN = new Kernel("pointwise_loss", "mean_of_partials");

  private final KernelDevice device;

  /** For one device. */
  public PointwiseLoss(KernelDevice device) {
    this.device = device;
  }

  /** Launches {@link MeanSquaredError}. */
  public void meanSquaredError(MeanSquaredError op) {
    Partials partials = Partials.over(device, op.prediction().elements());
    double scale = 1.0 / op.prediction().elements();
    device.launch(
        SQUARED,
        partials.launch(),
        new Arguments()
            .tensor(op.prediction())
            .tensor(op.target())
            .tensor(op.gradient())
            .address(partials.sums())
            .int32(quads(op.prediction(), op.target(), op.gradient()))
            .int32(op.prediction().elements())
            .float32(scale));
    partials.mean(scale, op.loss());
  }

  /** Launches {@link PoissonNll}. */
  public void poissonNll(PoissonNll op) {
    Partials partials = Partials.over(device, op.logRate().elements());
    double scale = 1.0 / op.logRate().elements();
    device.launch(
        POISSON,
        partials.launch(),
        new Arguments()
            .tensor(op.logRate())
            .tensor(op.target())
            .tensor(op.gradient())
            .address(partials.sums())
            .int32(quads(op.logRate(), op.target(), op.gradient()))
            .int32(op.logRate().elements())
            .float32(scale));
    partials.mean(scale, op.loss());
  }

  /** Launches {@link GaussianKl}. */
  public void gaussianKl(GaussianKl op) {
    Partials partials = Partials.over(device, op.mu().elements());
    double scale = 1.0 / op.mu().shape().extent(0);
    device.launch(
        KL,
        partials.launch(),
        new Arguments()
            .tensor(op.mu())
            .tensor(op.logvar())
            .tensor(op.gradMu())
            .tensor(op.gradLogvar())
            .address(partials.sums())
            .int32(quads(op.mu(), op.logvar(), op.gradMu(), op.gradLogvar()))
            .int32(op.mu().elements())
            .float32(scale));
    partials.mean(scale, op.loss());
  }

  /** Whole groups of four elements, or 0 if any tensor that there is is unaligned. */
  private static int quads(Tensor... tensors) {
    return Alignment.vectors(
        Arrays.stream(tensors).filter(Objects::nonNull).toArray(Tensor[]::new));
  }

  /**
   * One partial sum for each block of a launch over elements.
   *
   * @param blocks of 256 threads
   * @param sums float64
   */
  record Partials(KernelDevice device, int blocks, MemorySegment sums) {
    /** For a grid-stride loop over the elements, four to a thread. */
    static Partials over(KernelDevice device, long elements) {
      int blocks = device.properties().blocks(elements, 4 * THREADS, THREADS);
      return new Partials(device, blocks, Scratch.take(device, (long) Double.BYTES * blocks)[0]);
    }

    /** That of the kernel that makes the sums. */
    Launch launch() {
      return Launch.of(blocks, THREADS);
    }

    /** loss = scale times the sum of all. */
    void mean(double scale, Tensor loss) {
      device.launch(
          MEAN,
          Launch.of(1, THREADS),
          new Arguments().address(sums).int32(blocks).float64(scale).tensor(loss));
    }
  }
}
