package org.sinopia.tensor.op;

import org.sinopia.tensor.DType;

/**
 * The scaling of a spectrum of counts before it is encoded. But for {@link #NONE}, a bin that is
 * not a positive finite number counts as 0, and a spectrum whose sum (or largest bin) is not a
 * normal number of the device's real type becomes all zeros.
 */
public enum CountScaling {
  /** x as it is; NaN and infinities stay. */
  NONE,
  /** √(x / Σx). */
  SQRT,
  /** x / max x. */
  UNIT_MAX,
  /** x / Σx. */
  UNIT_AREA;

  /**
   * Scales one spectrum in place, in float64.
   *
   * @param real F32 or F64, whose normal numbers count
   */
  public void scale(double[] spectrum, DType real) {
    if (this == NONE) {
      return;
    }
    double least = real == DType.F32 ? Float.MIN_NORMAL : Double.MIN_NORMAL;
    double largest = real == DType.F32 ? Float.MAX_VALUE : Double.MAX_VALUE;
    double sum = 0;
    double most = 0;
    for (int bin = 0; bin < spectrum.length; bin++) {
      double x = spectrum[bin];
      spectrum[bin] = x > 0 && x <= largest ? x : 0;
      sum += spectrum[bin];
      most = Math.max(most, spectrum[bin]);
    }
    double whole = this == UNIT_MAX ? most : sum;
    double factor = whole >= least && whole <= largest ? 1 / whole : 0;
    for (int bin = 0; bin < spectrum.length; bin++) {
      double share = spectrum[bin] * factor;
      spectrum[bin] = this == SQRT ? Math.sqrt(share) : share;
    }
  }
}
