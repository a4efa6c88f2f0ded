package org.sinopia.tensor.reference;

import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.LossOp.GaussianKl;
import org.sinopia.tensor.op.LossOp.MeanSquaredError;
import org.sinopia.tensor.op.LossOp.PoissonNll;
import org.sinopia.tensor.reference.array.Reals;

/** Losses that are a sum over elements. */
final class ReferencePointwiseLoss {
  private ReferencePointwiseLoss() {}

  static void meanSquaredError(MeanSquaredError op) {
    Reals prediction = new Reals(op.prediction());
    Reals target = new Reals(op.target());
    Reals gradient = optional(op.gradient());
    int n = op.prediction().elements();
    double sum = 0;
    for (int i = 0; i < n; i++) {
      double difference = prediction.at(i) - target.at(i);
      sum += difference * difference;
      if (gradient != null) {
        gradient.set(i, 2 * difference / n);
      }
    }
    new Reals(op.loss()).set(0, sum / n);
  }

  static void poissonNll(PoissonNll op) {
    Reals logRate = new Reals(op.logRate());
    Reals target = new Reals(op.target());
    Reals gradient = optional(op.gradient());
    int n = op.logRate().elements();
    double sum = 0;
    for (int i = 0; i < n; i++) {
      double rate = Math.exp(logRate.at(i));
      sum += rate - target.at(i) * logRate.at(i);
      if (gradient != null) {
        gradient.set(i, (rate - target.at(i)) / n);
      }
    }
    new Reals(op.loss()).set(0, sum / n);
  }

  static void gaussianKl(GaussianKl op) {
    Reals mu = new Reals(op.mu());
    Reals logvar = new Reals(op.logvar());
    Reals gradMu = optional(op.gradMu());
    Reals gradLogvar = optional(op.gradLogvar());
    int rows = op.mu().shape().extent(0);
    double sum = 0;
    for (int i = 0; i < op.mu().elements(); i++) {
      double variance = Math.exp(logvar.at(i));
      sum += -0.5 * (1 + logvar.at(i) - mu.at(i) * mu.at(i) - variance);
      if (gradMu != null) {
        gradMu.set(i, mu.at(i) / rows);
      }
      if (gradLogvar != null) {
        gradLogvar.set(i, 0.5 * (variance - 1) / rows);
      }
    }
    new Reals(op.loss()).set(0, sum / rows);
  }

  private static Reals optional(Tensor tensor) {
    return tensor == null ? null : new Reals(tensor);
  }
}
