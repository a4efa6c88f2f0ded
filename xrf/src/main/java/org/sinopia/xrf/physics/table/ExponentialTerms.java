package org.sinopia.xrf.physics.table;

import java.util.Arrays;
import org.sinopia.xrf.physics.Slab;

/**
 * A source's density over the depth of one layer as a few exponentials Σ A·exp(−a·z), each standing
 * for the rays whose coefficients lie in one half of an octave.
 */
final class ExponentialTerms {

  // A double's exponent and the first bit of its fraction.
  private static final int KEY_SHIFT = 51;
  private static final int FIRST_KEY = key(1e-6);
  private static final int KEYS = key(1e12) - FIRST_KEY + 1;
  private static final double NEGLIGIBLE = 1e-6;

  private final double[] amounts;
  private final double[] coefficients;
  private final double[] left;

  private ExponentialTerms(double[] amounts, double[] coefficients, double mass) {
    this.amounts = amounts;
    this.coefficients = coefficients;
    left = new double[amounts.length];
    for (int g = 0; g < left.length; g++) {
      left[g] = StrictMath.exp(-coefficients[g] * mass);
    }
  }

  /**
   * Groups the rays of a beam.
   *
   * @param births what each ray makes the source produce at the layer's top
   * @param inward attenuation of each ray over the depth
   * @param from first ray that matters
   * @param mass mass per area of the layer
   */
  static ExponentialTerms of(double[] births, double[] inward, int from, double mass) {
    double[] sums = new double[KEYS];
    double[] moments = new double[KEYS];
    double total = 0;
    for (int r = from; r < births.length; r++) {
      int key = Math.clamp(key(inward[r]) - FIRST_KEY, 0, KEYS - 1);
      sums[key] += births[r];
      moments[key] += births[r] * inward[r];
      total += births[r];
    }
    int count = 0;
    for (int key = 0; key < KEYS; key++) {
      if (sums[key] > NEGLIGIBLE * total) {
        sums[count] = sums[key];
        moments[count++] = moments[key] / sums[key];
      }
    }
    return new ExponentialTerms(Arrays.copyOf(sums, count), Arrays.copyOf(moments, count), mass);
  }

  /** One exponential. */
  static ExponentialTerms single(double amount, double coefficient, double mass) {
    return new ExponentialTerms(new double[] {amount}, new double[] {coefficient}, mass);
  }

  private static int key(double value) {
    return (int) (Double.doubleToRawLongBits(value) >>> KEY_SHIFT);
  }

  int count() {
    return amounts.length;
  }

  double amount(int g) {
    return amounts[g];
  }

  double coefficient(int g) {
    return coefficients[g];
  }

  /** exp(−a·m) for the whole layer. */
  double left(int g) {
    return left[g];
  }

  /**
   * Photons along one slant as they enter each layer from the source's side; at the source's own
   * layer, those that leave it upward.
   */
  double[] entering(int home, double[] slanted, double[] leftSlanted, double mass) {
    double up = 0;
    double down = 0;
    double u = slanted[home];
    for (int g = 0; g < amounts.length; g++) {
      up += amounts[g] * Slab.whole(coefficients[g] + u, left[g] * leftSlanted[home]);
      down += amounts[g] * Slab.across(coefficients[g], left[g], u, leftSlanted[home], mass);
    }
    double[] entering = new double[slanted.length];
    entering[home] = up;
    for (int q = home - 1; q >= 0; q--) {
      entering[q] = up;
      up *= leftSlanted[q];
    }
    for (int q = home + 1; q < slanted.length; q++) {
      entering[q] = down;
      down *= leftSlanted[q];
    }
    return entering;
  }

  /** Σ A · {@link Slab#within}. */
  double within(double b, double leftB, double u, double leftU, double mass) {
    double sum = 0;
    for (int g = 0; g < amounts.length; g++) {
      sum +=
          amounts[g]
              * Slab.within(
                  coefficients[g], b, u, left[g] * leftB, left[g] * leftU, leftB * leftU, mass);
    }
    return sum;
  }
}
