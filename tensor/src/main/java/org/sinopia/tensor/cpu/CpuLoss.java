package org.sinopia.tensor.cpu;

import org.sinopia.tensor.cpu.elementwise.CpuPointwiseLoss;
import org.sinopia.tensor.cpu.image.CpuRedmean;
import org.sinopia.tensor.cpu.loops.Workers;
import org.sinopia.tensor.cpu.points.CpuMmd;
import org.sinopia.tensor.op.LossOp;

/** Losses, each with its gradient. */
final class CpuLoss {
  private final CpuRedmean redmean;
  private final CpuPointwiseLoss pointwise;
  private final CpuMmd mmd;

  CpuLoss(Workers workers) {
    this.redmean = new CpuRedmean(workers);
    this.pointwise = new CpuPointwiseLoss(workers);
    this.mmd = new CpuMmd(workers);
  }

  void run(LossOp op) {
    switch (op) {
      case LossOp.Redmean o -> redmean.run(o);
      case LossOp.MeanSquaredError o -> pointwise.run(o);
      case LossOp.PoissonNll o -> pointwise.run(o);
      case LossOp.GaussianKl o -> pointwise.run(o);
      case LossOp.Mmd o -> mmd.run(o);
    }
  }
}
