package org.sinopia.xrf.fit;

import java.util.Arrays;
import java.util.List;

/** A fit of a sum spectrum: what it is made of, how much of it, and how sure that is. */
final class Solution {
  private static final double CERTAIN = 5;

  private final List<Component> components;
  private final LeastSquares fit;
  private final double[] amplitudes;
  private final double[] errors;
  private final double chi2;

  /**
   * A fit.
   *
   * @param components its parts, families first
   * @param fit of their shapes
   * @param chi2 weighted sum of squared differences from the spectrum
   */
  Solution(List<Component> components, LeastSquares fit, double chi2) {
    this.components = List.copyOf(components);
    this.fit = fit;
    this.amplitudes = fit.amplitudes();
    this.errors = new double[amplitudes.length];
    Arrays.fill(errors, Double.NaN);
    this.chi2 = chi2;
  }

  List<Component> components() {
    return components;
  }

  double amplitude(int component) {
    return amplitudes[component];
  }

  /** Standard error of an amplitude; computed when it is first asked for. */
  double error(int component) {
    if (Double.isNaN(errors[component])) {
      errors[component] = fit.error(component);
    }
    return errors[component];
  }

  double chi2() {
    return chi2;
  }

  /** Amplitude over error. */
  double significance(int component) {
    double error = amplitudes[component] > 0 ? error(component) : 0;
    return error > 0 ? amplitudes[component] / error : 0;
  }

  /** Whether a component is beyond doubt. */
  boolean isCertain(int component) {
    return significance(component) >= CERTAIN;
  }
}
