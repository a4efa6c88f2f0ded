package org.sinopia.xrf.fit;

import java.util.Arrays;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * One weighted least-squares fit of y ≈ Σ a_k·x_k in float64, some amplitudes free and some at
 * least 0, some held near 0 by a prior: coordinate descent, as {@link
 * org.sinopia.tensor.op.FitOp.NonNegativeLeastSquares}, to a hundred-thousandth of a standard
 * error.
 */
final class LeastSquares {
  private static final int SWEEPS = 20_000;
  private static final double TOLERANCE = 1e-5;
  private static final double RIDGE = 1e-10;

  private final double[][] gram;
  private final double[] projections;
  private final boolean[] free;
  private final double[] amplitudes;

  /**
   * Sets up and solves.
   *
   * @param columns x_k, each of y's length
   * @param y measured values
   * @param weights inverse variances of y
   * @param free which amplitudes may be negative
   * @param precisions of each amplitude's prior around 0: its inverse variance, 0 for none
   * @param start amplitudes to begin with
   */
  LeastSquares(
      double[][] columns,
      double[] y,
      double[] weights,
      boolean[] free,
      double[] precisions,
      double[] start) {
    int k = columns.length;
    this.gram = new double[k][k];
    this.projections = new double[k];
    this.free = free.clone();
    // Lines are 0 in most bins.
    int[] first = new int[k];
    int[] end = new int[k];
    for (int i = 0; i < k; i++) {
      end[i] = y.length;
      while (end[i] > 0 && columns[i][end[i] - 1] == 0) {
        end[i]--;
      }
      while (first[i] < end[i] && columns[i][first[i]] == 0) {
        first[i]++;
      }
    }
    double[] weighted = new double[y.length];
    for (int i = 0; i < k; i++) {
      for (int b = first[i]; b < end[i]; b++) {
        weighted[b] = weights[b] * columns[i][b];
      }
      projections[i] = dot(weighted, y, first[i], end[i]);
      for (int j = 0; j <= i; j++) {
        gram[i][j] =
            dot(weighted, columns[j], Math.max(first[i], first[j]), Math.min(end[i], end[j]));
        gram[j][i] = gram[i][j];
      }
      gram[i][i] += precisions[i];
    }
    this.amplitudes = solve(start);
  }

  private static double dot(double[] a, double[] b, int first, int end) {
    double even = 0;
    double odd = 0;
    int i = first;
    for (; i + 1 < end; i += 2) {
      even = Math.fma(a[i], b[i], even);
      odd = Math.fma(a[i + 1], b[i + 1], odd);
    }
    return even + odd + (i < end ? a[i] * b[i] : 0);
  }

  private double[] solve(double[] start) {
    int k = projections.length;
    double[] a = start.clone();
    double[] residual = projections.clone();
    for (int j = 0; j < k; j++) {
      subtract(residual, j, a[j]);
    }
    boolean moving = true;
    for (int sweep = 0; sweep < SWEEPS && moving; sweep++) {
      double most = 0;
      for (int j = 0; j < k; j++) {
        if (gram[j][j] > 0) {
          double next = a[j] + residual[j] / gram[j][j];
          double step = (free[j] ? next : Math.max(0, next)) - a[j];
          if (step != 0) {
            a[j] += step;
            subtract(residual, j, step);
            most = Math.max(most, step * step * gram[j][j]);
          }
        }
      }
      moving = most > TOLERANCE * TOLERANCE;
    }
    return a;
  }

  private void subtract(double[] residual, int column, double step) {
    double[] row = gram[column];
    for (int i = 0; i < residual.length; i++) {
      residual[i] = Math.fma(-row[i], step, residual[i]);
    }
  }

  /** The amplitudes. */
  double[] amplitudes() {
    return amplitudes.clone();
  }

  /**
   * Standard errors: the roots of the diagonal of the inverse Gram matrix of the amplitudes that
   * are free or above 0, and of an amplitude at 0, that of the matrix with it as well.
   */
  double[] errors() {
    int k = amplitudes.length;
    double[] errors = new double[k];
    int[] inside = new int[k];
    int count = 0;
    for (int j = 0; j < k; j++) {
      if (gram[j][j] > 0 && (free[j] || amplitudes[j] > 0)) {
        inside[count++] = j;
      }
    }
    double[][] inverse = scaledInverse(Arrays.copyOf(inside, count));
    for (int i = 0; i < count; i++) {
      errors[inside[i]] = Math.sqrt(inverse[i][i] / gram[inside[i]][inside[i]]);
    }
    for (int j = 0; j < k; j++) {
      if (gram[j][j] > 0 && errors[j] == 0) {
        // The Schur complement: what of this column the others do not explain.
        double left = 1;
        for (int a = 0; a < count; a++) {
          double inner = 0;
          for (int b = 0; b < count; b++) {
            inner += inverse[a][b] * cosine(inside[b], j);
          }
          left -= cosine(inside[a], j) * inner;
        }
        errors[j] = 1 / Math.sqrt(gram[j][j] * Math.max(left, RIDGE));
      }
    }
    return errors;
  }

  private double cosine(int i, int j) {
    return gram[i][j] / Math.sqrt(gram[i][i] * gram[j][j]);
  }

  /** The inverse of the Gram matrix of some columns, each with a norm of 1. */
  private double[][] scaledInverse(int[] which) {
    int n = which.length;
    if (n == 0) {
      return new double[0][0];
    }
    RealMatrix scaled = new Array2DRowRealMatrix(n, n);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        // Columns that are nearly the same leave a matrix that only rounding makes singular.
        scaled.setEntry(i, j, cosine(which[i], which[j]) + (i == j ? RIDGE : 0));
      }
    }
    return new CholeskyDecomposition(scaled, 1e-12, 1e-14).getSolver().getInverse().getData();
  }
}
