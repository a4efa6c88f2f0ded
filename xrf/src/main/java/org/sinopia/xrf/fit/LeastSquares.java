package org.sinopia.xrf.fit;

import java.util.Arrays;

/**
 * One weighted least-squares fit of y ≈ Σ a_k·x_k in float64, some amplitudes free and some at
 * least 0, some held near 0 by a prior: the active-set method of C. L. Lawson and R. J. Hanson
 * (1974), Solving Least Squares Problems, ch. 23, on the Gram matrix (R. Bro and S. de Jong 1997,
 * J. Chemometrics 11, 393). The set of amplitudes above 0 starts with those of an earlier fit, so
 * that a fit that hardly differs takes one Cholesky decomposition.
 *
 * <p>Inside, each column has a norm of 1, and amplitudes and gradients are in standard errors of a
 * column alone.
 */
final class LeastSquares {

  /** Gradient, in standard errors, from which on an amplitude leaves 0. */
  private static final double TOLERANCE = 1e-5;

  private final int count;
  private final double[] norms;
  private final double[][] cosines;
  private final double[] projections;
  private final boolean[] free;
  private final double[] amplitudes;

  /** The factor of the columns that are free or above 0. */
  private final CholeskyFactor inside;

  /**
   * Sets up and solves.
   *
   * @param columns x_k, each of y's length
   * @param y measured values
   * @param weights inverse variances of y
   * @param free which amplitudes may be negative
   * @param precisions of each amplitude's prior around 0: its inverse variance, 0 for none
   * @param start amplitudes to begin with, those that are not free from 0 on
   */
  LeastSquares(
      double[][] columns,
      double[] y,
      double[] weights,
      boolean[] free,
      double[] precisions,
      double[] start) {
    this.count = columns.length;
    this.free = free.clone();
    this.projections = new double[count];
    this.cosines = gram(columns, y, weights, precisions);
    this.norms = new double[count];
    for (int i = 0; i < count; i++) {
      norms[i] = Math.sqrt(cosines[i][i]);
    }
    for (int i = 0; i < count; i++) {
      if (norms[i] > 0) {
        projections[i] /= norms[i];
        for (int j = 0; j <= i; j++) {
          double cosine = norms[j] > 0 ? cosines[i][j] / (norms[i] * norms[j]) : 0;
          cosines[i][j] = cosine;
          cosines[j][i] = cosine;
        }
      }
    }
    this.inside = new CholeskyFactor(cosines);
    this.amplitudes = new double[count];
    solve(start);
  }

  /** The lower and upper triangle of XᵀWX with the priors; leaves XᵀWy in the projections. */
  private double[][] gram(double[][] columns, double[] y, double[] weights, double[] precisions) {
    double[][] gram = new double[count][count];
    // Lines are 0 in most bins.
    int[] first = new int[count];
    int[] end = new int[count];
    for (int i = 0; i < count; i++) {
      end[i] = y.length;
      while (end[i] > 0 && columns[i][end[i] - 1] == 0) {
        end[i]--;
      }
      while (first[i] < end[i] && columns[i][first[i]] == 0) {
        first[i]++;
      }
    }
    double[] weighted = new double[y.length];
    for (int i = 0; i < count; i++) {
      for (int b = first[i]; b < end[i]; b++) {
        weighted[b] = weights[b] * columns[i][b];
      }
      projections[i] = dot(weighted, y, first[i], end[i]);
      for (int j = 0; j <= i; j++) {
        gram[i][j] =
            dot(weighted, columns[j], Math.max(first[i], first[j]), Math.min(end[i], end[j]));
      }
      gram[i][i] += precisions[i];
    }
    return gram;
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

  private void solve(double[] start) {
    for (int j = 0; j < count; j++) {
      if (norms[j] > 0 && (free[j] || start[j] > 0)) {
        amplitudes[j] = start[j] * norms[j];
        inside.add(j);
      }
    }
    boolean[] barred = new boolean[count];
    descend();
    // Each round lowers χ², so that no set comes twice but for rounding; the bound is far above
    // what fits take.
    for (int round = 0; round < 10 * count; round++) {
      int best = steepest(barred);
      if (best < 0) {
        return;
      }
      inside.add(best);
      descend();
      if (amplitudes[best] > 0) {
        Arrays.fill(barred, false);
      } else {
        // Rounding can send an amplitude back to 0 that has only just left it.
        barred[best] = true;
      }
    }
  }

  /** The amplitude at 0 that χ² falls most steeply with; −1 if it rises with all. */
  private int steepest(boolean[] barred) {
    int best = -1;
    double most = TOLERANCE;
    for (int j = 0; j < count; j++) {
      if (amplitudes[j] == 0 && norms[j] > 0 && !free[j] && !barred[j]) {
        double gradient = projections[j];
        double[] row = cosines[j];
        for (int a = 0; a < inside.size(); a++) {
          int k = inside.column(a);
          gradient = Math.fma(-row[k], amplitudes[k], gradient);
        }
        if (gradient > most) {
          most = gradient;
          best = j;
        }
      }
    }
    return best;
  }

  /** Goes to the least χ² of the amplitudes inside; those that would pass 0 on the way leave. */
  private void descend() {
    while (inside.size() > 0) {
      double[] wanted = new double[inside.size()];
      for (int a = 0; a < wanted.length; a++) {
        wanted[a] = projections[inside.column(a)];
      }
      inside.forward(wanted);
      inside.backward(wanted);
      double step = 1;
      for (int a = 0; a < wanted.length; a++) {
        step = Math.min(step, stepTo0(inside.column(a), wanted[a]));
      }
      boolean[] stays = new boolean[count];
      boolean all = true;
      for (int a = 0; a < wanted.length; a++) {
        int j = inside.column(a);
        boolean arrives = stepTo0(j, wanted[a]) <= step;
        double moved = step == 1 ? wanted[a] : amplitudes[j] + step * (wanted[a] - amplitudes[j]);
        amplitudes[j] = arrives ? 0 : moved;
        stays[j] = free[j] || amplitudes[j] > 0;
        all &= !arrives;
      }
      if (all) {
        return;
      }
      inside.keep(stays);
    }
  }

  /** The part of the way to a wanted amplitude after which one is 0; infinite if it never is. */
  private double stepTo0(int column, double wanted) {
    if (free[column] || wanted > 0) {
      return Double.POSITIVE_INFINITY;
    }
    double way = amplitudes[column] - wanted;
    return way > 0 ? amplitudes[column] / way : 0;
  }

  /** The amplitudes. */
  double[] amplitudes() {
    double[] result = new double[count];
    for (int j = 0; j < count; j++) {
      result[j] = norms[j] > 0 ? amplitudes[j] / norms[j] : 0;
    }
    return result;
  }

  /**
   * Standard errors: the roots of the diagonal of the inverse Gram matrix of the amplitudes that
   * are free or above 0, and of an amplitude at 0, that of the matrix with it as well. 0 for a
   * column of zeros.
   */
  double[] errors() {
    double[] errors = new double[count];
    for (int j = 0; j < count; j++) {
      errors[j] = error(j);
    }
    return errors;
  }

  /** The standard error of one amplitude. */
  double error(int column) {
    if (!(norms[column] > 0)) {
      return 0;
    }
    double[] v = new double[inside.size()];
    int place = inside.place(column);
    if (place >= 0) {
      // A column of L⁻¹: its squares add up to the diagonal of the inverse.
      v[place] = 1;
      inside.forward(v);
      double square = 0;
      for (double value : v) {
        square = Math.fma(value, value, square);
      }
      return Math.sqrt(square) / norms[column];
    }
    for (int a = 0; a < v.length; a++) {
      v[a] = cosines[column][inside.column(a)];
    }
    // The Schur complement: what of this column the others do not explain.
    inside.forward(v);
    double left = 1;
    for (double value : v) {
      left = Math.fma(-value, value, left);
    }
    return 1 / (norms[column] * Math.sqrt(Math.max(left, CholeskyFactor.RIDGE)));
  }
}
