package org.sinopia.tensor.reference.image;

import static org.sinopia.tensor.op.GaussianWindow.RADIUS;
import static org.sinopia.tensor.op.GaussianWindow.weight;

import org.sinopia.tensor.reference.array.Plane;

/** Means, variances and covariance of two planes under the Gaussian window around a pixel. */
record WindowStatistics(
    double meanA, double meanB, double varianceA, double varianceB, double covariance) {

  static WindowStatistics at(Plane a, Plane b, int row, int column) {
    double meanA = 0;
    double meanB = 0;
    for (int u = -RADIUS; u <= RADIUS; u++) {
      for (int v = -RADIUS; v <= RADIUS; v++) {
        double w = weight(u) * weight(v);
        meanA += w * a.at(row + u, column + v);
        meanB += w * b.at(row + u, column + v);
      }
    }
    double varianceA = 0;
    double varianceB = 0;
    double covariance = 0;
    for (int u = -RADIUS; u <= RADIUS; u++) {
      for (int v = -RADIUS; v <= RADIUS; v++) {
        double w = weight(u) * weight(v);
        double da = a.at(row + u, column + v) - meanA;
        double db = b.at(row + u, column + v) - meanB;
        varianceA += w * da * da;
        varianceB += w * db * db;
        covariance += w * da * db;
      }
    }
    return new WindowStatistics(meanA, meanB, varianceA, varianceB, covariance);
  }
}
