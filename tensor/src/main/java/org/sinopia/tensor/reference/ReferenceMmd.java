package org.sinopia.tensor.reference;

import static org.sinopia.tensor.op.LossOp.Mmd.SCALES;
import static org.sinopia.tensor.reference.ReferenceClustering.squaredDistance;

import java.util.Arrays;
import org.sinopia.tensor.op.LossOp.Mmd;
import org.sinopia.tensor.reference.array.Reals;

/** Maximum mean discrepancy between two samples. */
final class ReferenceMmd {
  private ReferenceMmd() {}

  static void run(Mmd op) {
    Reals z = new Reals(op.z());
    Reals prior = new Reals(op.prior());
    int n = op.z().shape().extent(0);
    int m = op.prior().shape().extent(0);
    int d = op.z().shape().extent(1);
    new Reals(op.loss())
        .set(
            0,
            meanKernel(z, n, z, n, d)
                + meanKernel(prior, m, prior, m, d)
                - 2 * meanKernel(z, n, prior, m, d));
    if (op.gradZ() != null) {
      gradient(z, n, prior, m, d, new Reals(op.gradZ()));
    }
  }

  private static double meanKernel(Reals a, int n, Reals b, int m, int d) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < m; j++) {
        double squared = squaredDistance(a, i, b, j, d);
        for (double s : SCALES) {
          double c = 2 * d * s;
          sum += c / (c + squared);
        }
      }
    }
    return sum / SCALES.size() / n / m;
  }

  /**
   * ∂k/∂a = −2·C/(C + |a−b|²)²·(a − b); z_i is the first and the second argument of k(z, z′) alike.
   */
  private static void gradient(Reals z, int n, Reals prior, int m, int d, Reals gradZ) {
    double[] grad = new double[d];
    for (int i = 0; i < n; i++) {
      Arrays.fill(grad, 0);
      for (int j = 0; j < n; j++) {
        addPull(z, i, z, j, 2.0 / n / n, grad);
      }
      for (int j = 0; j < m; j++) {
        addPull(z, i, prior, j, -2.0 / n / m, grad);
      }
      for (int k = 0; k < d; k++) {
        gradZ.set(i * d + k, grad[k]);
      }
    }
  }

  private static void addPull(Reals z, int i, Reals b, int j, double weight, double[] grad) {
    int d = grad.length;
    double squared = squaredDistance(z, i, b, j, d);
    double slope = 0;
    for (double s : SCALES) {
      double c = 2 * d * s;
      slope += -2 * c / ((c + squared) * (c + squared));
    }
    for (int k = 0; k < d; k++) {
      grad[k] += weight * slope / SCALES.size() * (z.at(i * d + k) - b.at(j * d + k));
    }
  }
}
