package org.sinopia.tensor.reference;

import org.sinopia.tensor.op.NormalisationOp;
import org.sinopia.tensor.reference.array.Reals;

/** {@link NormalisationOp} by its formulas. */
final class ReferenceNormalisation {
  private ReferenceNormalisation() {}

  static void run(NormalisationOp op) {
    switch (op) {
      case NormalisationOp.Softmax o -> softmax(o);
      case NormalisationOp.SoftmaxBackward o -> softmaxBackward(o);
      case NormalisationOp.LayerNorm o -> layerNorm(o);
      case NormalisationOp.LayerNormBackward o -> layerNormBackward(o);
    }
  }

  private static void softmax(NormalisationOp.Softmax op) {
    Reals x = new Reals(op.x());
    Reals y = new Reals(op.y());
    int d = op.x().shape().extent(-1);
    for (int row = 0; row < op.x().elements(); row += d) {
      double max = Double.NEGATIVE_INFINITY;
      for (int j = 0; j < d; j++) {
        max = Math.max(max, x.at(row + j));
      }
      double sum = 0;
      for (int j = 0; j < d; j++) {
        y.set(row + j, Math.exp(x.at(row + j) - max));
        sum += y.at(row + j);
      }
      for (int j = 0; j < d; j++) {
        y.set(row + j, y.at(row + j) / sum);
      }
    }
  }

  private static void softmaxBackward(NormalisationOp.SoftmaxBackward op) {
    Reals y = new Reals(op.y());
    Reals gradY = new Reals(op.gradY());
    Reals gradX = new Reals(op.gradX());
    int d = op.y().shape().extent(-1);
    for (int row = 0; row < op.y().elements(); row += d) {
      double dot = 0;
      for (int j = 0; j < d; j++) {
        dot += y.at(row + j) * gradY.at(row + j);
      }
      for (int j = 0; j < d; j++) {
        gradX.set(row + j, y.at(row + j) * (gradY.at(row + j) - dot));
      }
    }
  }

  private static void layerNorm(NormalisationOp.LayerNorm op) {
    Reals x = new Reals(op.x());
    Reals gamma = new Reals(op.gamma());
    Reals beta = new Reals(op.beta());
    Reals y = new Reals(op.y());
    Reals means = new Reals(op.mean());
    Reals rstds = new Reals(op.rstd());
    int d = op.x().shape().extent(-1);
    for (int row = 0; row < op.x().elements() / d; row++) {
      int start = row * d;
      double mean = 0;
      for (int j = 0; j < d; j++) {
        mean += x.at(start + j) / d;
      }
      double variance = 0;
      for (int j = 0; j < d; j++) {
        double deviation = x.at(start + j) - mean;
        variance += deviation * deviation / d;
      }
      double rstd = 1 / Math.sqrt(variance + op.epsilon());
      for (int j = 0; j < d; j++) {
        y.set(start + j, (x.at(start + j) - mean) * rstd * gamma.at(j) + beta.at(j));
      }
      means.set(row, mean);
      rstds.set(row, rstd);
    }
  }

  private static void layerNormBackward(NormalisationOp.LayerNormBackward op) {
    Reals x = new Reals(op.x());
    Reals gamma = new Reals(op.gamma());
    Reals means = new Reals(op.mean());
    Reals rstds = new Reals(op.rstd());
    Reals gradY = new Reals(op.gradY());
    Reals added = op.added() == null ? gradY : new Reals(op.added());
    int d = op.x().shape().extent(-1);
    int rows = op.x().elements() / d;
    double[] gradX = new double[op.x().elements()];
    double[] gradGamma = new double[d];
    double[] gradBeta = new double[d];
    for (int row = 0; row < rows; row++) {
      int start = row * d;
      double rstd = rstds.at(row);
      double[] normal = new double[d];
      double[] g = new double[d];
      double meanG = 0;
      double meanGNormal = 0;
      for (int j = 0; j < d; j++) {
        normal[j] = (x.at(start + j) - means.at(row)) * rstd;
        g[j] = gradY.at(start + j) * gamma.at(j);
        meanG += g[j] / d;
        meanGNormal += g[j] * normal[j] / d;
        gradGamma[j] += gradY.at(start + j) * normal[j];
        gradBeta[j] += gradY.at(start + j);
      }
      for (int j = 0; j < d; j++) {
        gradX[start + j] = rstd * (g[j] - meanG - normal[j] * meanGNormal);
        if (op.added() != null) {
          gradX[start + j] += added.at(start + j);
        }
      }
    }
    if (op.gradX() != null) {
      op.gradX().set(gradX);
    }
    op.gradGamma().set(gradGamma);
    op.gradBeta().set(gradBeta);
  }
}
