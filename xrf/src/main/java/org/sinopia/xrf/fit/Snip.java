package org.sinopia.xrf.fit;

/**
 * The background under the peaks of a spectrum: SNIP, C. G. Ryan et al. (1988), Nuclear Instruments
 * and Methods B 34, 396–402, with the window that closes step by step of M. Morháč (2009), NIM A
 * 600, 478–487. The spectrum is compressed by ln(ln(√(y + 1) + 1) + 1), each value replaced by the
 * mean of its two neighbours at a distance where that is less, for distances from the widest to
 * one, and expanded again.
 */
final class Snip {
  private Snip() {}

  /**
   * The background.
   *
   * @param counts a spectrum, values from 0 on
   * @param reach the widest distance at each bin, in bins
   * @return one value per bin, none above a smoothed spectrum's
   */
  static double[] of(double[] counts, int[] reach) {
    int n = counts.length;
    double[] v = new double[n];
    for (int i = 0; i < n; i++) {
      double left = counts[Math.max(0, i - 1)];
      double right = counts[Math.min(n - 1, i + 1)];
      double smooth = Math.max(0, (left + 2 * counts[i] + right) / 4);
      v[i] = StrictMath.log(StrictMath.log(Math.sqrt(smooth + 1) + 1) + 1);
    }
    int widest = 0;
    for (int r : reach) {
      widest = Math.max(widest, r);
    }
    double[] next = new double[n];
    for (int distance = widest; distance >= 1; distance--) {
      for (int i = 0; i < n; i++) {
        boolean clipped = distance <= reach[i] && i >= distance && i + distance < n;
        next[i] = clipped ? Math.min(v[i], (v[i - distance] + v[i + distance]) / 2) : v[i];
      }
      double[] old = v;
      v = next;
      next = old;
    }
    double[] background = new double[n];
    for (int i = 0; i < n; i++) {
      double root = StrictMath.exp(StrictMath.exp(v[i]) - 1) - 1;
      background[i] = Math.max(0, root * root - 1);
    }
    return background;
  }
}
