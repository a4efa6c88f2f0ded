package org.sinopia.xrf.fit;

import java.util.List;

/** A fit of a sum spectrum: what it is made of, how much of it, and how sure that is. Immutable. */
final class Solution {
  private static final double CERTAIN = 5;

  private final List<Component> components;
  private final double[] amplitudes;
  private final double[] errors;
  private final double chi2;

  /**
   * A fit.
   *
   * @param components its parts, families first
   * @param amplitudes counts of each
   * @param errors their standard errors, 0 where they were not asked for
   * @param chi2 weighted sum of squared differences from the spectrum
   */
  Solution(List<Component> components, double[] amplitudes, double[] errors, double chi2) {
    this.components = List.copyOf(components);
    this.amplitudes = amplitudes;
    this.errors = errors;
    this.chi2 = chi2;
  }

  List<Component> components() {
    return components;
  }

  double amplitude(int component) {
    return amplitudes[component];
  }

  double error(int component) {
    return errors[component];
  }

  double chi2() {
    return chi2;
  }

  /** Amplitude over error. */
  double significance(int component) {
    return errors[component] > 0 ? amplitudes[component] / errors[component] : 0;
  }

  /** Whether a component is beyond doubt. */
  boolean isCertain(int component) {
    return significance(component) >= CERTAIN;
  }
}
