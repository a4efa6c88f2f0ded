package org.sinopia.xrf.registration;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.DecompositionSolver;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;

/**
 * How much of a photograph's variance a scan explains: the share R² of its colours that linear
 * regression on the scan's components takes away, less what it would take away by chance.
 */
final class Explained {

  /** Neighbours are alike: about this number of pixels make one independent one. */
  private static final double ALIKE = 5;

  private static final double RIDGE = 1e-6;

  private final int colours;
  private final int components;
  private double n;
  private final double[] photo;
  private final double[] photoSquares;
  private final double[] scan;
  private final double[][] scanProducts;
  private final double[][] products;

  Explained(int colours, int components) {
    this.colours = colours;
    this.components = components;
    this.photo = new double[colours];
    this.photoSquares = new double[colours];
    this.scan = new double[components];
    this.scanProducts = new double[components][components];
    this.products = new double[components][colours];
  }

  /** Takes a pixel's colour and components. */
  void add(double[] colour, double[] component) {
    n++;
    for (int c = 0; c < colours; c++) {
      photo[c] += colour[c];
      photoSquares[c] = Math.fma(colour[c], colour[c], photoSquares[c]);
    }
    for (int k = 0; k < components; k++) {
      scan[k] += component[k];
      for (int j = 0; j <= k; j++) {
        scanProducts[k][j] = Math.fma(component[k], component[j], scanProducts[k][j]);
      }
      for (int c = 0; c < colours; c++) {
        products[k][c] = Math.fma(component[k], colour[c], products[k][c]);
      }
    }
  }

  /** Number of pixels taken. */
  double pixels() {
    return n;
  }

  /** The share explained; at most 1, below 0 if it is less than chance explains. */
  double share() {
    if (n < 2) {
      return -1;
    }
    RealMatrix covariance = new Array2DRowRealMatrix(components, components);
    double[][] with = new double[colours][components];
    for (int k = 0; k < components; k++) {
      for (int j = 0; j <= k; j++) {
        double value = scanProducts[k][j] / n - scan[k] * scan[j] / (n * n);
        covariance.setEntry(k, j, k == j ? value + RIDGE : value);
        covariance.setEntry(j, k, covariance.getEntry(k, j));
      }
      for (int c = 0; c < colours; c++) {
        with[c][k] = products[k][c] / n - scan[k] * photo[c] / (n * n);
      }
    }
    double variance = 0;
    double explained = 0;
    DecompositionSolver solver =
        new CholeskyDecomposition(covariance, 1e-9, RIDGE * 1e-3).getSolver();
    for (int c = 0; c < colours; c++) {
      variance += Math.max(0, photoSquares[c] / n - photo[c] * photo[c] / (n * n));
      RealVector right = new ArrayRealVector(with[c], false);
      explained += solver.solve(right).dotProduct(right);
    }
    return variance > 0 ? beyondChance(explained / variance, n, components) : 0;
  }

  /**
   * The share that is not chance (the adjusted R²).
   *
   * @param share R²
   * @param pixels that it was found in
   * @param components that explain it
   */
  static double beyondChance(double share, double pixels, int components) {
    double independent = pixels / ALIKE;
    double left = independent - components - 1;
    return left > 1 ? 1 - (1 - share) * (independent - 1) / left : -1;
  }
}
