package org.sinopia.xrf.cube;

import java.util.Arrays;

/**
 * The correction for the detector's dead time: each pixel's counts are multiplied by real time over
 * live time. Immutable.
 */
public final class DeadTime {

  private final int width;
  private final double[] factors;

  private DeadTime(int width, double[] factors) {
    this.width = width;
    this.factors = factors;
  }

  /** The same for all pixels. */
  public static DeadTime uniform(CountingTimes times) {
    return new DeadTime(0, new double[] {times.factor()});
  }

  /**
   * One for each pixel.
   *
   * @param height rows of the scan
   * @param width its columns
   * @param factors at least 1, or NaN where it is not known, ordered (row, column); kept, not
   *     copied
   */
  public static DeadTime of(int height, int width, double... factors) {
    if (factors.length != (long) height * width) {
      throw new IllegalArgumentException(
          "dead time: %d factors for %d x %d pixels".formatted(factors.length, height, width));
    }
    return new DeadTime(width, factors);
  }

  /** The factor of a pixel; NaN where it is not known. */
  public double factor(int row, int column) {
    return factors.length == 1 ? factors[0] : factors[row * width + column];
  }

  /** How many pixels have no times. */
  public long unknown() {
    return Arrays.stream(factors).filter(Double::isNaN).count();
  }

  /** The mean share of the real time in which the detector was dead, 0 to 1. */
  public double meanShare() {
    return Arrays.stream(factors)
        .filter(Double::isFinite)
        .map(factor -> 1 - 1 / factor)
        .average()
        .orElse(0);
  }
}
