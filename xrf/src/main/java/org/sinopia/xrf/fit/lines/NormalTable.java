package org.sinopia.xrf.fit.lines;

import org.sinopia.xrf.physics.apparatus.PeakShape;

/**
 * The standard normal distribution to ten digits without a call of exp: density and integral at
 * points 1/128 apart, and between them cubics that keep the slopes. Beyond six standard deviations
 * the density is taken for 0.
 */
public final class NormalTable {

  /** Standard deviations to either side. */
  static final int REACH = 6;

  private static final int PER_UNIT = 128;
  private static final int POINTS = 2 * REACH * PER_UNIT + 1;
  private static final double[] DENSITIES = new double[POINTS];
  private static final double[] INTEGRALS = new double[POINTS];

  static {
    double scale = 1 / Math.sqrt(2 * Math.PI);
    for (int i = 0; i < POINTS; i++) {
      double t = at(i);
      DENSITIES[i] = scale * StrictMath.exp(-t * t / 2);
      // A peak at 8 of width 1; both numbers keep all their digits.
      INTEGRALS[i] = PeakShape.GAUSSIAN.below(8 + t, 8, 1);
    }
  }

  private NormalTable() {}

  private static double at(int point) {
    return (double) point / PER_UNIT - REACH;
  }

  /** The share of the distribution below {@code t}. */
  static double below(double t) {
    if (!(t > -REACH)) {
      return 0;
    } else if (t >= REACH) {
      return 1;
    }
    double scaled = (t + REACH) * PER_UNIT;
    int i = (int) scaled;
    return cubic(
        scaled - i,
        INTEGRALS[i],
        INTEGRALS[i + 1],
        DENSITIES[i] / PER_UNIT,
        DENSITIES[i + 1] / PER_UNIT);
  }

  /** The density at {@code t}. */
  public static double density(double t) {
    if (!(Math.abs(t) < REACH)) {
      return 0;
    }
    double scaled = (t + REACH) * PER_UNIT;
    int i = (int) scaled;
    return cubic(
        scaled - i,
        DENSITIES[i],
        DENSITIES[i + 1],
        -at(i) * DENSITIES[i] / PER_UNIT,
        -at(i + 1) * DENSITIES[i + 1] / PER_UNIT);
  }

  /** Hermite's cubic with values y0, y1 and slopes d0, d1 at 0 and 1. */
  private static double cubic(double x, double y0, double y1, double d0, double d1) {
    double fall = y0 - y1;
    return y0 + x * (d0 + x * (-3 * fall - 2 * d0 - d1 + x * (2 * fall + d0 + d1)));
  }
}
