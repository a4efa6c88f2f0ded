package org.sinopia.xrf.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.junit.jupiter.api.Test;

/**
 * The active-set fit: its conditions of optimality, its errors, and its independence of the start.
 */
class LeastSquaresTest {
  private static final int BINS = 60;

  private final Random random = new Random(3);

  private double[][] columns(int count) {
    double[][] columns = new double[count][BINS];
    for (double[] column : columns) {
      double middle = BINS * random.nextDouble();
      double width = 1 + 4 * random.nextDouble();
      for (int b = 0; b < BINS; b++) {
        column[b] = StrictMath.exp(-(b - middle) * (b - middle) / (2 * width * width));
      }
    }
    return columns;
  }

  private double[] values(double low, double high) {
    double[] values = new double[BINS];
    for (int b = 0; b < BINS; b++) {
      values[b] = low + (high - low) * random.nextDouble();
    }
    return values;
  }

  private static double gradient(
      double[][] columns, double[] y, double[] weights, double[] amplitudes, int column) {
    double sum = 0;
    double norm = 0;
    for (int b = 0; b < BINS; b++) {
      double left = y[b];
      for (int k = 0; k < columns.length; k++) {
        left -= amplitudes[k] * columns[k][b];
      }
      sum += weights[b] * columns[column][b] * left;
      norm += weights[b] * columns[column][b] * columns[column][b];
    }
    return sum / Math.sqrt(norm);
  }

  private static RealMatrix inverse(double[][] columns, double[] weights, int... which) {
    RealMatrix gram = new Array2DRowRealMatrix(which.length, which.length);
    for (int i = 0; i < which.length; i++) {
      for (int j = 0; j < which.length; j++) {
        for (int b = 0; b < BINS; b++) {
          gram.addToEntry(i, j, weights[b] * columns[which[i]][b] * columns[which[j]][b]);
        }
      }
    }
    return new LUDecomposition(gram).getSolver().getInverse();
  }

  @Test
  void gradientsVanishInsideAndPointOutwardsAtZeroWhateverTheStart() {
    for (int round = 0; round < 200; round++) {
      int count = 1 + random.nextInt(25);
      double[][] columns = columns(count);
      double[] y = values(-5, 10);
      double[] weights = values(0.1, 2);
      boolean[] free = new boolean[count];
      double[] start = new double[count];
      double[] none = new double[count];
      for (int k = 0; k < count; k++) {
        free[k] = random.nextInt(6) == 0;
        start[k] = random.nextBoolean() ? 20 * random.nextDouble() : 0;
      }
      double[] found = new LeastSquares(columns, y, weights, free, none, start).amplitudes();
      double[] cold = new LeastSquares(columns, y, weights, free, none, none).amplitudes();
      for (int k = 0; k < count; k++) {
        assertTrue(free[k] || found[k] >= 0);
        double gradient = gradient(columns, y, weights, found, k);
        if (free[k] || found[k] > 0) {
          assertEquals(0, gradient, 1e-4);
        } else {
          assertTrue(gradient < 1e-4, "gradient " + gradient);
        }
        assertEquals(gradient, gradient(columns, y, weights, cold, k), 1e-3);
      }
    }
  }

  @Test
  void errorsAreThoseOfTheInverseGramMatrix() {
    double[][] columns = {new double[BINS], new double[BINS], new double[BINS]};
    for (int b = 0; b < BINS; b++) {
      columns[0][b] = b < 30 ? 1 : 0;
      columns[1][b] = b >= 20 ? 1 : 0;
      columns[2][b] = b % 2;
    }
    double[] y = new double[BINS];
    for (int b = 0; b < BINS; b++) {
      y[b] = 3 * columns[0][b] + 2 * columns[1][b] - columns[2][b];
    }
    double[] weights = values(0.5, 1.5);
    LeastSquares fit =
        new LeastSquares(columns, y, weights, new boolean[3], new double[3], new double[3]);
    assertEquals(0, fit.amplitudes()[2]);
    RealMatrix inside = inverse(columns, weights, 0, 1);
    RealMatrix all = inverse(columns, weights, 0, 1, 2);
    double[] errors = fit.errors();
    assertEquals(Math.sqrt(inside.getEntry(0, 0)), errors[0], 1e-9);
    assertEquals(Math.sqrt(inside.getEntry(1, 1)), errors[1], 1e-9);
    assertEquals(Math.sqrt(all.getEntry(2, 2)), errors[2], 1e-9);
  }

  @Test
  void priorsHoldFreeAmplitudesBackAndTwinsShare() {
    double[][] columns = columns(1);
    double[] weights = values(1, 1);
    double[] y = columns[0].clone();
    double norm = 0;
    for (double value : columns[0]) {
      norm += value * value;
    }
    double[] held =
        new LeastSquares(
                columns, y, weights, new boolean[] {true}, new double[] {norm}, new double[1])
            .amplitudes();
    assertEquals(0.5, held[0], 1e-9);
    double[] twins =
        new LeastSquares(
                new double[][] {columns[0], columns[0]},
                y,
                weights,
                new boolean[2],
                new double[2],
                new double[] {0, 0})
            .amplitudes();
    assertEquals(1, twins[0] + twins[1], 1e-6);
  }
}
