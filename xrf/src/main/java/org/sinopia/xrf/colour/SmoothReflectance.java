package org.sinopia.xrf.colour;

import java.util.Arrays;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.LUDecomposition;

/**
 * Reconstructs a reflectance from a colour: of all reflectances with that colour, the one whose
 * logarithm z has the least sum of squared steps Σ(z<sub>i+1</sub> − z<sub>i</sub>)² (S. A. Burns,
 * "Numerical methods for smoothly reconstructing reflectance from sRGB", 2019: least log slope
 * squared). Values above 1 are pinned to 1 and the rest is solved again, until there are none.
 *
 * <p>Newton's method solves the conditions of Lagrange: D·z + e<sup>z</sup>∘(Tᵗλ) = 0 and
 * T·e<sup>z</sup> = rgb, where D is the matrix of the sum of squares and T takes a reflectance to
 * linear sRGB.
 */
final class SmoothReflectance {
  private static final int N = Wavelengths.COUNT;

  // A colour without any light has no logarithm; 1e-5 is L* = 0.01.
  private static final double DARKEST = 1e-5;
  private static final double TOLERANCE = 1e-10;
  private static final double MAX_STEP = 1;
  private static final int MAX_STEPS = 400;

  private static final double[][] TO_RGB = toRgb();

  private SmoothReflectance() {}

  /** One reflectance per wavelength, above 0 to 1. */
  static double[] of(Srgb colour) {
    LinearRgb linear =
        new Srgb(
                Math.clamp(colour.r(), 0, 1),
                Math.clamp(colour.g(), 0, 1),
                Math.clamp(colour.b(), 0, 1))
            .toLinear();
    double[] wanted = {linear.r(), linear.g(), linear.b()};
    for (int c = 0; c < 3; c++) {
      wanted[c] = Math.max(wanted[c], DARKEST);
    }
    boolean[] pinned = new boolean[N];
    while (true) {
      double[] z = solve(wanted, pinned);
      boolean inside = true;
      for (int i = 0; i < N; i++) {
        if (z[i] > TOLERANCE) {
          pinned[i] = true;
          inside = false;
        }
      }
      if (inside) {
        double[] reflectance = new double[N];
        for (int i = 0; i < N; i++) {
          reflectance[i] = Math.min(1, StrictMath.exp(z[i]));
        }
        return reflectance;
      }
    }
  }

  private static double[] solve(double[] wanted, boolean[] pinned) {
    double[] z = new double[N];
    double mean = (wanted[0] + wanted[1] + wanted[2]) / 3;
    for (int i = 0; i < N; i++) {
      z[i] = pinned[i] ? 0 : StrictMath.log(mean);
    }
    double[] multipliers = new double[3];
    for (int step = 0; step < MAX_STEPS; step++) {
      double[][] jacobian = new double[N + 3][N + 3];
      double[] residual = new double[N + 3];
      linearise(z, multipliers, wanted, pinned, jacobian, residual);
      double error = Arrays.stream(residual).map(Math::abs).max().orElseThrow();
      if (error < TOLERANCE) {
        return z;
      }
      double[] change =
          new LUDecomposition(new Array2DRowRealMatrix(jacobian, false), 1e-300)
              .getSolver()
              .solve(new ArrayRealVector(residual, false))
              .toArray();
      double largest = 0;
      for (int i = 0; i < N; i++) {
        largest = Math.max(largest, Math.abs(change[i]));
      }
      double scale = largest > MAX_STEP ? MAX_STEP / largest : 1;
      for (int i = 0; i < N; i++) {
        z[i] -= scale * change[i];
      }
      for (int c = 0; c < 3; c++) {
        multipliers[c] -= scale * change[N + c];
      }
    }
    return z;
  }

  private static void linearise(
      double[] z,
      double[] multipliers,
      double[] wanted,
      boolean[] pinned,
      double[][] jacobian,
      double[] residual) {
    for (int c = 0; c < 3; c++) {
      residual[N + c] = -wanted[c];
    }
    for (int i = 0; i < N; i++) {
      double light = StrictMath.exp(z[i]);
      for (int c = 0; c < 3; c++) {
        residual[N + c] += TO_RGB[c][i] * light;
        jacobian[N + c][i] = TO_RGB[c][i] * light;
      }
      if (pinned[i]) {
        jacobian[i][i] = 1;
        residual[i] = z[i];
        continue;
      }
      double pull = 0;
      for (int c = 0; c < 3; c++) {
        pull += TO_RGB[c][i] * light * multipliers[c];
        jacobian[i][N + c] = TO_RGB[c][i] * light;
      }
      jacobian[i][i] = pull;
      residual[i] = pull;
      for (int j = i - 1; j <= i + 1; j += 2) {
        if (j >= 0 && j < N) {
          jacobian[i][i] += 2;
          jacobian[i][j] -= 2;
          residual[i] += 2 * (z[i] - z[j]);
        }
      }
    }
  }

  private static double[][] toRgb() {
    double[][] rgb = new double[3][N];
    for (int i = 0; i < N; i++) {
      LinearRgb colour =
          new Xyz(StandardObserver.X[i], StandardObserver.Y[i], StandardObserver.Z[i])
              .toLinearRgb();
      rgb[0][i] = colour.r();
      rgb[1][i] = colour.g();
      rgb[2][i] = colour.b();
    }
    return rgb;
  }
}
