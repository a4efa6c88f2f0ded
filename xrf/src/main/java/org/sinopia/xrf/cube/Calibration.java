package org.sinopia.xrf.cube;

import org.sinopia.xrf.EnergyAxis;

/**
 * An energy calibration: the middle of channel i is at offset + gain·i + quadratic·i² keV, channels
 * counted from 0.
 *
 * @param offsetKev energy of the middle of channel 0, in keV
 * @param gainKev energy per channel, in keV
 * @param quadraticKev keV per channel squared; 0 for an even axis
 */
public record Calibration(double offsetKev, double gainKev, double quadraticKev) {

  /** No tube of a scanner reaches this energy, in keV. */
  public static final double MAX_KEV = 200;

  private static final double MIN_END_KEV = 0.5;

  /** Fewer channels than this may be a part of a spectrum. */
  private static final int FEWEST_BINS = 32;

  /** Bins by which a channel may lie off an even axis that stands for the calibration. */
  private static final double TOLERANCE = 0.02;

  /** The least energy at which a spectrum of {@code bins} channels may end, in keV. */
  public static double minEndKev(int bins) {
    return bins < FEWEST_BINS ? 0 : MIN_END_KEV;
  }

  /** The energy of the middle of a channel, or between two, in keV. */
  public double kev(double channel) {
    return offsetKev + channel * (gainKev + channel * quadraticKev);
  }

  /** The edges of all bins, in keV: half a channel below each middle, and above the last. */
  public double[] edgesKev(int bins) {
    double[] edges = new double[bins + 1];
    for (int i = 0; i <= bins; i++) {
      edges[i] = kev(i - 0.5);
    }
    return edges;
  }

  /** The even axis between the outer edges. */
  public EnergyAxis axis(int bins) {
    return quadraticKev == 0
        ? EnergyCalibration.throughChannels(bins, offsetKev, gainKev)
        : new EnergyAxis(bins, kev(-0.5), kev(bins - 0.5));
  }

  /** Whether the even axis stands for all channels to a fiftieth of a bin. */
  public boolean isEven(int bins) {
    // The chord of a parabola over n bins is farthest from it in the middle, by q n²/4.
    return Math.abs(quadraticKev) * bins * (double) bins / 4
        <= TOLERANCE * Math.abs((kev(bins - 0.5) - kev(-0.5)) / bins);
  }

  /**
   * Checks that a cube can have this calibration.
   *
   * @param bins channels of the cube
   * @throws IllegalArgumentException if energies do not rise throughout, are not finite, or lie
   *     where no scanner measures: the last below {@value #MIN_END_KEV} or above {@value #MAX_KEV}
   *     keV, the first below -20 or above 100 keV
   */
  public void check(int bins) {
    if (!Double.isFinite(offsetKev)
        || !Double.isFinite(gainKev)
        || !Double.isFinite(quadraticKev)) {
      throw new IllegalArgumentException("calibration: expected finite numbers, in keV");
    }
    if (!(gainKev > 0)) {
      throw new IllegalArgumentException(
          "calibration: gain of %s keV per channel, expected above 0".formatted(gainKev));
    }
    double first = kev(-0.5);
    double last = kev(bins - 0.5);
    if (!(gainKev - quadraticKev > 0) || !(gainKev + 2 * quadraticKev * (bins - 0.5) > 0)) {
      throw new IllegalArgumentException(
          "calibration: energies fall within %d channels, expected a rise".formatted(bins));
    }
    if (last > MAX_KEV || first < -20 || first > 100 || last <= 0 || last < minEndKev(bins)) {
      throw new IllegalArgumentException(
          "calibration: %d channels from %.4g to %.4g keV, expected to end between %.1f and %.0f keV; is it in eV?"
              .formatted(bins, first, last, minEndKev(bins), MAX_KEV));
    }
  }

  /**
   * A cube with this calibration. Where it is not even, counts are moved to the even axis between
   * the outer edges, as they are read.
   *
   * @throws IllegalArgumentException as {@link #check}
   */
  public DataCube applyTo(DataCube cube) {
    int bins = cube.header().bins();
    check(bins);
    return isEven(bins)
        ? cube.calibrated(axis(bins))
        : RebinnedCube.of(cube, edgesKev(bins), axis(bins));
  }
}
