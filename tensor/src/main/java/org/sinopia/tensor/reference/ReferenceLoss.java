package org.sinopia.tensor.reference;

import org.sinopia.tensor.op.LossOp;

/** Losses, each with its gradient. */
final class ReferenceLoss {
  private ReferenceLoss() {}

  static void run(LossOp op) {
    switch (op) {
      case LossOp.Redmean o -> ReferenceRedmean.run(o);
      case LossOp.MeanSquaredError o -> ReferencePointwiseLoss.meanSquaredError(o);
      case LossOp.PoissonNll o -> ReferencePointwiseLoss.poissonNll(o);
      case LossOp.GaussianKl o -> ReferencePointwiseLoss.gaussianKl(o);
      case LossOp.Mmd o -> ReferenceMmd.run(o);
    }
  }
}
