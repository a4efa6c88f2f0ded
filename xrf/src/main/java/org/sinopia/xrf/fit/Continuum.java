package org.sinopia.xrf.fit;

import org.sinopia.xrf.fit.lines.NormalTable;

/**
 * The background that lines leave of a spectrum: local straight lines by weighted least squares (W.
 * S. Cleveland 1979, JASA 74, 829–836) with a normal kernel one peak wide. Where a strong peak was
 * taken away, what is left is uncertain, counts little, and is bridged from both sides.
 */
final class Continuum {
  private static final double REACH = 3;

  private Continuum() {}

  /**
   * The background.
   *
   * @param left counts less the lines
   * @param weights their inverse variances
   * @param sigmas the kernel's standard deviation at each bin, in bins
   * @return one value per bin, from 0 on
   */
  static double[] of(double[] left, double[] weights, double[] sigmas) {
    int n = left.length;
    double[] smooth = new double[n];
    for (int i = 0; i < n; i++) {
      double sigma = sigmas[i];
      int reach = (int) Math.ceil(REACH * sigma);
      double s0 = 0;
      double s1 = 0;
      double s2 = 0;
      double t0 = 0;
      double t1 = 0;
      for (int j = Math.max(0, i - reach); j <= Math.min(n - 1, i + reach); j++) {
        double x = (j - i) / sigma;
        double w = weights[j] * NormalTable.density(x);
        s0 += w;
        s1 += w * x;
        s2 += w * x * x;
        t0 += w * left[j];
        t1 += w * x * left[j];
      }
      double determinant = s0 * s2 - s1 * s1;
      double value = determinant > 1e-9 * s0 * s2 ? (t0 * s2 - t1 * s1) / determinant : t0 / s0;
      smooth[i] = Math.max(0, value);
    }
    return smooth;
  }
}
