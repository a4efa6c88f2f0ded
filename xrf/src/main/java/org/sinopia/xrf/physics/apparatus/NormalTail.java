package org.sinopia.xrf.physics.apparatus;

/**
 * The upper tail Q(t) of the standard normal distribution, to about fourteen digits and with the
 * same bits everywhere: Q = φ·M with Mills' ratio M, which is tabulated and interpolated by cubics
 * that keep its slope M′ = t·M − 1. Beyond the table, Laplace's continued fraction gives M.
 */
final class NormalTail {

  private static final int PER_UNIT = 256;
  private static final int END = 8;
  private static final double[] MILLS = table();
  private static final double ROOT_TWO_PI = Math.sqrt(2 * Math.PI);

  private NormalTail() {}

  /** φ(t), the density. */
  static double density(double t) {
    return StrictMath.exp(-t * t / 2) / ROOT_TWO_PI;
  }

  /** Q(t), the share above t. */
  static double above(double t) {
    return t >= 0 ? density(t) * mills(t) : 1 - density(t) * mills(-t);
  }

  /** Q(t)/φ(t) for t from 0 on. */
  static double mills(double t) {
    if (t >= END) {
      return fraction(t, 40);
    }
    double scaled = t * PER_UNIT;
    int i = (int) scaled;
    double x = scaled - i;
    double t0 = (double) i / PER_UNIT;
    double y0 = MILLS[i];
    double y1 = MILLS[i + 1];
    double d0 = (t0 * y0 - 1) / PER_UNIT;
    double d1 = ((t0 + 1.0 / PER_UNIT) * y1 - 1) / PER_UNIT;
    double bend = y0 - y1;
    return y0 + x * (d0 + x * (-3 * bend - 2 * d0 - d1 + x * (2 * bend + d0 + d1)));
  }

  private static double[] table() {
    double[] values = new double[END * PER_UNIT + 2];
    for (int i = 0; i < values.length; i++) {
      double t = (double) i / PER_UNIT;
      values[i] = t < 3 ? series(t) : fraction(t, 400);
    }
    return values;
  }

  /** ½/φ − Σ t^(2n+1)/(2n+1)!!. */
  private static double series(double t) {
    double term = t;
    double sum = 0;
    for (int n = 1; term > 1e-18 * sum; n++) {
      sum += term;
      term *= t * t / (2 * n + 1);
    }
    return 0.5 * Math.sqrt(2 * Math.PI) * StrictMath.exp(t * t / 2) - sum;
  }

  /** 1/(t + 1/(t + 2/(t + 3/(t + …)))). */
  private static double fraction(double t, int terms) {
    double value = t;
    for (int n = terms; n > 0; n--) {
      value = t + n / value;
    }
    return 1 / value;
  }
}
