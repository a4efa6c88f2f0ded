package org.sinopia.xrf.cube;

import org.sinopia.xrf.EnergyAxis;

/** Finds the energy axis of a detector whose energy is linear in the channel. */
public final class EnergyCalibration {

  /** How far a listed energy may be from the fitted line, in bin widths. */
  private static final double TOLERANCE = 0.25;

  /** Ends of axes from files are rounded to one of these. */
  private static final double SNAPS_PER_KEV = 1e9;

  /** Bins narrower than this many roundings are left alone. */
  private static final double COARSEST_SNAP = 1e3;

  private EnergyCalibration() {}

  /**
   * The axis through two known lines.
   *
   * @param bins number of channels
   * @param firstChannel channel of the first line's maximum; fractions are allowed, whole numbers
   *     are the middle of a channel
   * @param firstKev its energy, in keV
   * @param secondChannel channel of the second line's maximum, other than the first
   * @param secondKev its energy, in keV; energy must rise with the channel
   * @return the axis on which both channels have their energies
   * @throws IllegalArgumentException if energy does not rise with the channel
   */
  public static EnergyAxis throughLines(
      int bins, double firstChannel, double firstKev, double secondChannel, double secondKev) {
    double gain = (secondKev - firstKev) / (secondChannel - firstChannel);
    if (!(gain > 0) || !Double.isFinite(gain)) {
      throw new IllegalArgumentException(
          "calibration: %s keV at channel %s and %s keV at channel %s, expected a rise"
              .formatted(firstKev, firstChannel, secondKev, secondChannel));
    }
    return EnergyAxis.ofCalibration(bins, firstKev - gain * firstChannel, gain);
  }

  /**
   * The axis that a list of energies means: the middles of the bins, or, where there is one more,
   * their edges. The line is the least-squares fit, its ends rounded to the microelectronvolt.
   *
   * @param bins number of bins, at least 1
   * @param energiesKev {@code bins} or {@code bins + 1} evenly spaced, rising energies, in keV; at
   *     least 2
   * @throws IllegalArgumentException if their number is another, or they are not even to a quarter
   *     of a bin
   */
  public static EnergyAxis throughEnergies(int bins, double[] energiesKev) {
    int n = energiesKev.length;
    if ((n != bins && n != bins + 1) || n < 2) {
      throw new IllegalArgumentException(
          "%d energies, expected %d bin middles or %d edges".formatted(n, bins, bins + 1));
    }
    double middle = (n - 1) / 2.0;
    double sum = 0;
    double slope = 0;
    for (int i = 0; i < n; i++) {
      sum += energiesKev[i];
      slope += (i - middle) * energiesKev[i];
    }
    // Σ (i - middle)² over i = 0 .. n-1 is n (n² - 1) / 12.
    double gain = slope / (n * ((double) n * n - 1) / 12);
    double zero = sum / n - gain * middle;
    if (!(gain > 0) || !Double.isFinite(gain) || !Double.isFinite(zero)) {
      throw new IllegalArgumentException("energies do not rise, expected bin energies in keV");
    }
    for (int i = 0; i < n; i++) {
      double line = zero + gain * i;
      if (!(Math.abs(energiesKev[i] - line) <= TOLERANCE * gain)) {
        throw new IllegalArgumentException(
            "energy %d is %s keV, expected about %s: energies must be evenly spaced"
                .formatted(i, energiesKev[i], line));
      }
    }
    return n == bins ? throughChannels(bins, zero, gain) : snapped(bins, zero, zero + gain * bins);
  }

  /**
   * The axis of a file's zero and gain, as {@link EnergyAxis#ofCalibration}; its ends are rounded
   * to the microelectronvolt, so that an axis of plain numbers comes back from a file as it was.
   *
   * @param bins number of channels
   * @param zeroKev energy of the middle of channel 0, in keV
   * @param gainKev energy per channel, in keV, above 0
   */
  public static EnergyAxis throughChannels(int bins, double zeroKev, double gainKev) {
    EnergyAxis axis = EnergyAxis.ofCalibration(bins, zeroKev, gainKev);
    return snapped(bins, axis.fromKev(), axis.toKev());
  }

  private static EnergyAxis snapped(int bins, double fromKev, double toKev) {
    boolean wide = (toKev - fromKev) / bins > COARSEST_SNAP / SNAPS_PER_KEV;
    return wide
        ? new EnergyAxis(bins, snap(fromKev), snap(toKev))
        : new EnergyAxis(bins, fromKev, toKev);
  }

  private static double snap(double kev) {
    // Dividing by a whole number gives the double nearest to the decimal; times 1e-9 would not.
    // Adding 0 makes a negative zero plain.
    return Math.rint(kev * SNAPS_PER_KEV) / SNAPS_PER_KEV + 0.0;
  }
}
