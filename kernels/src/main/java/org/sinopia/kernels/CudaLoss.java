package org.sinopia.kernels;

import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.launch.PointwiseLoss;
import org.sinopia.kernels.launch.Redmean;
import org.sinopia.kernels.launch.points.Mmd;
import org.sinopia.tensor.op.LossOp;

/** {@link LossOp} by kernels. */
final class CudaLoss {
  private final Redmean redmean;
  private final PointwiseLoss pointwise;
  private final Mmd mmd;

  CudaLoss(KernelDevice device) {
    this.redmean = new Redmean(device);
    this.pointwise = new PointwiseLoss(device);
    this.mmd = new Mmd(device);
  }

  void run(LossOp op) {
    switch (op) {
      case LossOp.Redmean o -> redmean.run(o);
      case LossOp.MeanSquaredError o -> pointwise.meanSquaredError(o);
      case LossOp.PoissonNll o -> pointwise.poissonNll(o);
      case LossOp.GaussianKl o -> pointwise.gaussianKl(o);
      case LossOp.Mmd o -> mmd.run(o);
    }
  }
}
