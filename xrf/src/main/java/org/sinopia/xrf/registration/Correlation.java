package org.sinopia.xrf.registration;

import org.apache.commons.math3.transform.DftNormalization;
import org.apache.commons.math3.transform.FastFourierTransformer;
import org.apache.commons.math3.transform.TransformType;

/**
 * Cross-correlations of planes at all shifts by whole pixels, by Fourier transform. Planes are 0
 * outside, and sizes are powers of two that hold both planes side by side.
 *
 * @param rows of the transform
 * @param columns of it
 */
record Correlation(int rows, int columns) {

  /** A transform, real and imaginary parts by row. */
  static final class Transform {
    private final double[][] real;
    private final double[][] imaginary;

    private Transform(double[][] real, double[][] imaginary) {
      this.real = real;
      this.imaginary = imaginary;
    }
  }

  /** The least sizes for two planes of these sizes. */
  static Correlation forSizes(int rowsA, int columnsA, int rowsB, int columnsB) {
    return new Correlation(power(rowsA + rowsB), power(columnsA + columnsB));
  }

  private static int power(int least) {
    return Math.max(2, Integer.highestOneBit(Math.max(1, least - 1)) << 1);
  }

  /** The transform of a plane of {@code width} columns. */
  Transform of(float[] plane, int width) {
    double[][] real = new double[rows][columns];
    double[][] imaginary = new double[rows][columns];
    for (int i = 0; i < plane.length; i++) {
      real[i / width][i % width] = plane[i];
    }
    run(real, imaginary, TransformType.FORWARD);
    return new Transform(real, imaginary);
  }

  /**
   * Σ f(p)·g(p + d) for all shifts d, of two pairs (f, g) at once.
   *
   * @return [2][row of d modulo rows][column of d modulo columns]
   */
  double[][][] both(Transform f1, Transform g1, Transform f2, Transform g2) {
    double[][] real = new double[rows][columns];
    double[][] imaginary = new double[rows][columns];
    for (int y = 0; y < rows; y++) {
      for (int x = 0; x < columns; x++) {
        // conj(f)·g of the first, plus i times that of the second: both results are real.
        double r1 = f1.real[y][x] * g1.real[y][x] + f1.imaginary[y][x] * g1.imaginary[y][x];
        double i1 = f1.real[y][x] * g1.imaginary[y][x] - f1.imaginary[y][x] * g1.real[y][x];
        double r2 = f2.real[y][x] * g2.real[y][x] + f2.imaginary[y][x] * g2.imaginary[y][x];
        double i2 = f2.real[y][x] * g2.imaginary[y][x] - f2.imaginary[y][x] * g2.real[y][x];
        real[y][x] = r1 - i2;
        imaginary[y][x] = i1 + r2;
      }
    }
    run(real, imaginary, TransformType.INVERSE);
    return new double[][][] {real, imaginary};
  }

  private void run(double[][] real, double[][] imaginary, TransformType type) {
    for (int y = 0; y < rows; y++) {
      FastFourierTransformer.transformInPlace(
          new double[][] {real[y], imaginary[y]}, DftNormalization.STANDARD, type);
    }
    double[][] column = new double[2][rows];
    for (int x = 0; x < columns; x++) {
      for (int y = 0; y < rows; y++) {
        column[0][y] = real[y][x];
        column[1][y] = imaginary[y][x];
      }
      FastFourierTransformer.transformInPlace(column, DftNormalization.STANDARD, type);
      for (int y = 0; y < rows; y++) {
        real[y][x] = column[0][y];
        imaginary[y][x] = column[1][y];
      }
    }
  }
}
