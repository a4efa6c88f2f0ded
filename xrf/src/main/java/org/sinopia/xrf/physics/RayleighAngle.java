package org.sinopia.xrf.physics;

import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.commons.math3.analysis.interpolation.LinearInterpolator;
import org.apache.commons.math3.analysis.polynomials.PolynomialSplineFunction;
import org.apache.commons.math3.analysis.solvers.BrentSolver;

/**
 * How Rayleigh scatter is spread over angles: Thomson's (1 + cos²θ)/2 times the square of a form
 * factor Z/(1 + q·(1 − cos θ)), the form factor of an exponentially screened atom. Its one
 * parameter q is found for each element and energy from the total cross-section of the tables.
 */
final class RayleighAngle {

  /** Square of the classical electron radius in cm² (CODATA 2018) times Avogadro's number. */
  private static final double R2_AVOGADRO = 7.9407878e-26 * 6.02214076e23;

  private static final double MIN_Q = 1e-3;
  private static final double MAX_Q = 1e6;

  private static final ConcurrentMap<Element, PolynomialSplineFunction> LOG_SCREENING =
      new ConcurrentHashMap<>();

  private RayleighAngle() {}

  /** The differential cross-section at an angle over its mean over all directions. */
  static double relativeToIsotropic(Element element, double energyKev, double cosine) {
    PolynomialSplineFunction logScreening =
        LOG_SCREENING.computeIfAbsent(element, RayleighAngle::tabulate);
    double[] knots = logScreening.getKnots();
    double logEnergy = Math.clamp(Math.log(energyKev), knots[0], knots[knots.length - 1]);
    double q = Math.exp(logScreening.value(logEnergy));
    double form = 1 / (1 + q * (1 - cosine));
    return 2 * (1 + cosine * cosine) * form * form / integral(q);
  }

  private static PolynomialSplineFunction tabulate(Element element) {
    CrossSections sections = CrossSections.of(element);
    double unscreened = Math.PI * R2_AVOGADRO * element.z() * element.z() / element.atomicWeight();
    double[] energies = sections.energiesKev();
    return new LinearInterpolator()
        .interpolate(
            Arrays.stream(energies).map(Math::log).toArray(),
            Arrays.stream(energies)
                .map(e -> Math.clamp(e, CrossSections.MIN_KEV, CrossSections.MAX_KEV))
                .map(e -> Math.log(screening(sections.rayleigh(e) / unscreened)))
                .toArray());
  }

  private static double screening(double wanted) {
    if (integral(MIN_Q) <= wanted) {
      return MIN_Q;
    }
    double logQ =
        new BrentSolver(1e-9)
            .solve(
                100,
                log -> Math.log(integral(Math.exp(log)) / wanted),
                Math.log(MIN_Q),
                Math.log(MAX_Q));
    return Math.exp(logQ);
  }

  /** ∫(1 + c²)/(1 + q(1 − c))² dc over c from −1 to 1: 8/3 for q = 0. */
  private static double integral(double q) {
    double s = 1 / q;
    double u = 1 + 2 * q;
    return s
        * ((1 + (1 + s) * (1 + s)) * (1 - 1 / u) - 2 * s * (1 + s) * Math.log(u) + s * s * (u - 1));
  }
}
