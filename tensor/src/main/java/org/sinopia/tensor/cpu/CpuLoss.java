package org.sinopia.tensor.cpu;

import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.LossOp;

/** Losses, each with its gradient. */
final class CpuLoss {
  private final CpuRedmean redmean;

  CpuLoss(Workers workers) {
    this.redmean = new CpuRedmean(workers);
  }

  void run(LossOp op) {
    switch (op) {
      case LossOp.Redmean o -> redmean.run(o);
      case LossOp.MeanSquaredError o -> throw new UnsupportedOpException(o.name());
      case LossOp.PoissonNll o -> throw new UnsupportedOpException(o.name());
      case LossOp.GaussianKl o -> throw new UnsupportedOpException(o.name());
      case LossOp.Mmd o -> throw new UnsupportedOpException(o.name());
    }
  }
}
