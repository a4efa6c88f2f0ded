package org.sinopia.xrf.instrument;

/**
 * How long and how strongly a pixel is lit.
 *
 * @param dwellS time per pixel in s, above 0 to 10000
 * @param currentMa current of the tube in mA, above 0 to 100
 * @param counts mean counts per pixel wanted, 1 to 1e9, or 0 if dwell and current decide
 */
public record Exposure(double dwellS, double currentMa, double counts) {

  /**
   * Checks the exposure.
   *
   * @throws IllegalArgumentException if a number is out of range
   */
  public Exposure {
    Check.range("dwell_s", dwellS, 1e-6, 1e4);
    Check.range("current_ma", currentMa, 1e-6, 100);
    if (counts != 0) {
      Check.range("counts", counts, 1, 1e9);
    }
  }
}
