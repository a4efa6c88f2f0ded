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

  /** Columns that are nearly the same leave a matrix that only rounding makes singular. */
  private static final double RIDGE = 1e-12;

  private final int count;
  private final double[] norms;
  private final double[][] cosines;
  private final double[] projections;
  private final boolean[] free;
  private final double[] amplitudes;

  private final int[] inside;
  private int size;
  private final double[][] factor;

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
    this.inside = new int[count];
    this.factor = new double[count][];
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
        inside[size++] = j;
      }
    }
    factor(0);
    boolean[] barred = new boolean[count];
    descend();
    // Each round lowers χ², so that no set comes twice but for rounding; the bound is far above
    // what fits take.
    for (int round = 0; round < 10 * count; round++) {
      int best = steepest(barred);
      if (best < 0) {
        return;
      }
      inside[size++] = best;
      factor(size - 1);
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
        for (int a = 0; a < size; a++) {
          gradient = Math.fma(-row[inside[a]], amplitudes[inside[a]], gradient);
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
    while (size > 0) {
      double[] wanted = new double[size];
      for (int a = 0; a < size; a++) {
        wanted[a] = projections[inside[a]];
      }
      forward(wanted, size);
      backward(wanted);
      double step = 1;
      for (int a = 0; a < size; a++) {
        step = Math.min(step, stepTo0(inside[a], wanted[a]));
      }
      boolean leaves = false;
      for (int a = 0; a < size; a++) {
        int j = inside[a];
        if (stepTo0(j, wanted[a]) <= step) {
          amplitudes[j] = 0;
          leaves = true;
        } else {
          amplitudes[j] =
              step == 1 ? wanted[a] : amplitudes[j] + step * (wanted[a] - amplitudes[j]);
        }
      }
      if (!leaves) {
        return;
      }
      leave();
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

  /** Takes those that are at 0 out of the set. */
  private void leave() {
    int kept = 0;
    int changed = -1;
    for (int a = 0; a < size; a++) {
      if (free[inside[a]] || amplitudes[inside[a]] > 0) {
        inside[kept++] = inside[a];
      } else if (changed < 0) {
        changed = kept;
      }
    }
    size = kept;
    factor(Math.max(changed, 0));
  }

  /** The rows of the Cholesky factor of the columns inside, from one row on. */
  private void factor(int from) {
    for (int a = from; a < size; a++) {
      double[] cosine = cosines[inside[a]];
      double[] row = new double[a + 1];
      for (int b = 0; b < a; b++) {
        row[b] = cosine[inside[b]];
      }
      forward(row, a);
      double left = 1 + RIDGE;
      for (int b = 0; b < a; b++) {
        left = Math.fma(-row[b], row[b], left);
      }
      row[a] = Math.sqrt(Math.max(left, RIDGE));
      factor[a] = row;
    }
  }

  /** L⁻¹·v for the first rows, in place. */
  private void forward(double[] v, int rows) {
    for (int a = 0; a < rows; a++) {
      double[] row = factor[a];
      double value = v[a];
      for (int b = 0; b < a; b++) {
        value = Math.fma(-row[b], v[b], value);
      }
      v[a] = value / row[a];
    }
  }

  /** L⁻ᵀ·v for all rows, in place. */
  private void backward(double[] v) {
    for (int a = size - 1; a >= 0; a--) {
      double[] row = factor[a];
      double value = v[a] / row[a];
      v[a] = value;
      for (int b = 0; b < a; b++) {
        v[b] = Math.fma(-row[b], value, v[b]);
      }
    }
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
    int place = -1;
    for (int a = 0; a < size; a++) {
      place = inside[a] == column ? a : place;
    }
    double[] v = new double[size];
    double left = 1;
    if (place >= 0) {
      // A column of L⁻¹: its squares add up to the diagonal of the inverse.
      v[place] = 1;
      forward(v, size);
      double square = Arrays.stream(v, place, size).map(x -> x * x).sum();
      return Math.sqrt(square) / norms[column];
    }
    for (int a = 0; a < size; a++) {
      v[a] = cosines[column][inside[a]];
    }
    // The Schur complement: what of this column the others do not explain.
    forward(v, size);
    for (double value : v) {
      left = Math.fma(-value, value, left);
    }
    return 1 / (norms[column] * Math.sqrt(Math.max(left, RIDGE)));
  }
}
