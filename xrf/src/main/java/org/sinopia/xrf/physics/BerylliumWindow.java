package org.sinopia.xrf.physics;

import org.apache.commons.math3.analysis.interpolation.LinearInterpolator;
import org.apache.commons.math3.analysis.polynomials.PolynomialSplineFunction;

/**
 * A window of beryllium, density 1.848 g/cm³. Its mass attenuation is NIST's (SRD 126, Hubbell and
 * Seltzer 2004) with log-log interpolation; below 1 keV the table's first stretch is continued, as
 * beryllium has no edge there.
 *
 * @param thicknessUm thickness in µm, finite, 0 or more
 */
public record BerylliumWindow(double thicknessUm) implements Absorber {

  private static final PolynomialSplineFunction LOG_ATTENUATION = load();

  /**
   * Checks the thickness.
   *
   * @throws IllegalArgumentException if it is not finite or below 0
   */
  public BerylliumWindow {
    if (!(thicknessUm >= 0) || Double.isInfinite(thicknessUm)) {
      throw new IllegalArgumentException(
          "beryllium window: thickness is %s µm, expected a finite number from 0"
              .formatted(thicknessUm));
    }
  }

  @Override
  public double transmission(double energyKev) {
    double x = Math.log(energyKev);
    double[] knots = LOG_ATTENUATION.getKnots();
    double logMu =
        x < knots[0]
            ? LOG_ATTENUATION.getPolynomials()[0].value(x - knots[0])
            : LOG_ATTENUATION.value(Math.min(x, knots[knots.length - 1]));
    return Math.exp(-Math.exp(logMu) * Element.of("Be").densityGcm3() * thicknessUm * 1e-4);
  }

  private static PolynomialSplineFunction load() {
    var rows = Figures.rows("beryllium.csv");
    double[] x = rows.stream().mapToDouble(row -> Math.log(Double.parseDouble(row[0]))).toArray();
    double[] y = rows.stream().mapToDouble(row -> Math.log(Double.parseDouble(row[1]))).toArray();
    return new LinearInterpolator().interpolate(x, y);
  }
}
