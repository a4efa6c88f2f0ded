package org.sinopia.xrf.cube;

import org.sinopia.xrf.EnergyAxis;

/** Finds the energy axis of a detector whose energy is linear in the channel. */
public final class EnergyCalibration {

  /** How far a listed energy may be from the fitted line, in bin widths. */
  private static final double TOLERANCE = 0.25;

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
   * their edges. The line is the least-squares fit.
   *
   * @param bins number of bins, at least 1
   * @param energiesKev {@code bins} or {@code bins + 1} evenly spaced, rising energies, in keV; at
   *     least 2
   * @throws IllegalArgumentException if there are other than so many, or they are not even to a
   *     quarter of a bin
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
    return n == bins
        ? EnergyAxis.ofCalibration(bins, zero, gain)
        : new EnergyAxis(bins, zero, zero + gain * bins);
  }
}
