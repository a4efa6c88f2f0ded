package org.sinopia.xrf.physics;

/**
 * Puts absorption edges back between their two points. The tables have a point half an electronvolt
 * to each side of every edge, but for some edges (potassium K and molybdenum K among them) the
 * sections were computed with an edge that lies an electronvolt off, so that both points fall on
 * one side of the step and interpolation would smear it over the next stretch. The point on the
 * wrong side gets the value that the power law of its own side has there.
 */
final class EdgeSteps {

  // The two points about an edge lie 1 eV apart; a point of the regular grid may lie nearer to one
  // of them.
  private static final double PAIR_KEV = 0.001;
  private static final double TOLERANCE_KEV = 1e-5;
  private static final double RISE = 1.02;

  private EdgeSteps() {}

  /** Whether points {@code i - 1} and {@code i} are the two about an edge. */
  static boolean isPair(double[] energyKev, int i) {
    return i > 0 && Math.abs(energyKev[i] - energyKev[i - 1] - PAIR_KEV) < TOLERANCE_KEV;
  }

  /** Repairs the photoelectric sections of one element in place. */
  static void restore(double[] energyKev, double[] sections) {
    for (int i = 2; i + 2 < energyKev.length; i++) {
      if (!isPair(energyKev, i) || sections[i] > RISE * sections[i - 1]) {
        continue;
      }
      double before = sections[i - 1] / sections[i - 2];
      double after = sections[i + 1] / sections[i];
      if (after > RISE && after > before) {
        sections[i] = extend(energyKev, sections, i + 2, i + 1, energyKev[i]);
      } else if (before > RISE) {
        sections[i - 1] = extend(energyKev, sections, Math.max(0, i - 3), i - 2, energyKev[i - 1]);
      }
    }
  }

  /**
   * The power law through two points, its exponent held to the −2 to −3.2 of photoelectric
   * absorption.
   */
  private static double extend(
      double[] energyKev, double[] sections, int far, int near, double wantedKev) {
    double exponent =
        far == near
            ? -2.7
            : Math.log(sections[near] / sections[far]) / Math.log(energyKev[near] / energyKev[far]);
    return sections[near] * Math.pow(wantedKev / energyKev[near], Math.clamp(exponent, -3.2, -2.0));
  }
}
