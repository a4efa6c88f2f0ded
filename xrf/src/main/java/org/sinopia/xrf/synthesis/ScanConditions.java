package org.sinopia.xrf.synthesis;

/**
 * How a synthetic scan is made. The default is ganX's: every pixel has the same number of photons,
 * and nothing goes wrong.
 *
 * @param photons photons n of a pixel that the surface does not dim, 1 to 2<sup>24</sup>
 * @param poisson whether their number is Poisson(n), as in a dwell of fixed time, instead of n
 * @param gainDrift standard deviation of the relative gain over the rows of the scan, 0 to 0.1
 * @param shiftDriftKev standard deviation of the energy offset over the rows, in keV, 0 to 1
 * @param deadTime the detector's dead time times the undimmed photon rate, 0 to 10: of N photons
 *     each is recorded with probability 1/(1 + N/n·deadTime), the mean loss of a non-paralysable
 *     detector (G. F. Knoll, Radiation Detection and Measurement, section 4.VII)
 * @param reliefMm standard deviation of the surface's height in mm, 0 to 2; the detector's solid
 *     angle falls with the square of the distance, 10 mm in the mean
 */
public record ScanConditions(
    int photons,
    boolean poisson,
    double gainDrift,
    double shiftDriftKev,
    double deadTime,
    double reliefMm) {

  /** 400 photons in each pixel, without any disturbance. */
  public static final ScanConditions DEFAULT = new ScanConditions(400, false, 0, 0, 0, 0);

  /** The most photons a pixel may have. */
  public static final int MAX_PHOTONS = 1 << 24;

  /**
   * Checks the conditions.
   *
   * @throws IllegalArgumentException if a value is out of range
   */
  public ScanConditions {
    if (photons < 1 || photons > MAX_PHOTONS) {
      throw new IllegalArgumentException(
          "scan: photons is %d, expected 1 to %d".formatted(photons, MAX_PHOTONS));
    }
    check("gain drift", gainDrift, 0.1);
    check("shift drift", shiftDriftKev, 1);
    check("dead time", deadTime, 10);
    check("relief", reliefMm, 2);
  }

  private static void check(String name, double value, double most) {
    if (!(value >= 0 && value <= most)) {
      throw new IllegalArgumentException(
          "scan: %s is %s, expected 0 to %s".formatted(name, value, most));
    }
  }

  /** These conditions with another number of photons. */
  public ScanConditions withPhotons(int number) {
    return new ScanConditions(number, poisson, gainDrift, shiftDriftKev, deadTime, reliefMm);
  }

  /** These conditions with or without Poisson noise in the number of photons. */
  public ScanConditions withPoisson(boolean noise) {
    return new ScanConditions(photons, noise, gainDrift, shiftDriftKev, deadTime, reliefMm);
  }

  /** These conditions with another drift of gain and of offset. */
  public ScanConditions withDrift(double gain, double shiftKev) {
    return new ScanConditions(photons, poisson, gain, shiftKev, deadTime, reliefMm);
  }

  /** These conditions with another dead time. */
  public ScanConditions withDeadTime(double busy) {
    return new ScanConditions(photons, poisson, gainDrift, shiftDriftKev, busy, reliefMm);
  }

  /** These conditions with another relief. */
  public ScanConditions withRelief(double heightMm) {
    return new ScanConditions(photons, poisson, gainDrift, shiftDriftKev, deadTime, heightMm);
  }

  boolean drifts() {
    return gainDrift > 0 || shiftDriftKev > 0;
  }
}
