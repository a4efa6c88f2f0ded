package org.sinopia.kernels.launch;

import java.util.Objects;
import java.util.stream.Stream;
import org.sinopia.kernels.device.Arguments;
import org.sinopia.kernels.device.Kernel;
import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.tensor.op.LossOp;

/** The redmean colour distance: {@code redmean.cu}. */
public final class Redmean {
  private static final Kernel REDMEAN = new Kernel("redmean", "redmean");

  private final KernelDevice device;

  /** For one device. */
  public Redmean(KernelDevice device) {
    this.device = device;
  }

  /** Launches {@link LossOp.Redmean}. */
  public void run(LossOp.Redmean op) {
    int batch = op.prediction().shape().extent(0);
    int area = op.prediction().shape().elements(2, 4);
    double scale = 1.0 / ((double) batch * area);
    boolean aligned =
        Stream.of(op.prediction(), op.target(), op.distance(), op.gradient())
            .filter(Objects::nonNull)
            .allMatch(Alignment::aligned);
    PointwiseLoss.Partials partials = PointwiseLoss.Partials.over(device, (long) batch * area);
    device.launch(
        REDMEAN,
        partials.launch(),
        new Arguments()
            .tensor(op.prediction())
            .tensor(op.target())
            .tensor(op.distance())
            .tensor(op.gradient())
            .address(partials.sums())
            .int32(batch)
            .int32(area)
            .int32(aligned ? 1 : 0)
            .float32(scale)
            .int32(op.squared() ? 1 : 0));
    partials.mean(scale, op.loss());
  }
}
