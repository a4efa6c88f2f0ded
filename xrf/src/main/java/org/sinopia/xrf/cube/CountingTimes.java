package org.sinopia.xrf.cube;

/**
 * How long a spectrum was counted.
 *
 * @param live how long the detector could take photons, above 0
 * @param real how long the measurement took, in the same unit, at least as long
 */
public record CountingTimes(double live, double real) {

  /** Clocks of the two times may differ by so much. */
  private static final double CLOCKS = 1.001;

  /**
   * Checks the times.
   *
   * @throws IllegalArgumentException if they are not as described
   */
  public CountingTimes {
    if (!(live > 0) || !(real * CLOCKS >= live) || !Double.isFinite(real)) {
      throw new IllegalArgumentException(
          "live time %s, real time %s, expected numbers above 0, the live time no longer"
              .formatted(live, real));
    }
  }

  /** How many photons there were for each one that was counted. */
  public double factor() {
    return Math.max(1, real / live);
  }
}
