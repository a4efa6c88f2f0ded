package org.sinopia.xrf.fit.lines;

import java.util.Arrays;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.physics.atom.CrossSections;

/**
 * The bins of a scan that are fitted: from where its electronics begin to count, and the tables of
 * lines to know something, to the end of the axis.
 *
 * @param axis the scan's axis
 * @param first first bin
 * @param end the bin after the last, above {@code first}
 */
public record FitRange(EnergyAxis axis, int first, int end) {

  // A discriminator's edge is no line: the fit starts a little above it.
  private static final double MARGIN_KEV = 0.12;

  /** Electronics begin to count below this; what begins above is a spectrum with few counts. */
  private static final double MAX_THRESHOLD_KEV = 2;

  /**
   * The range of a scan.
   *
   * @param axis its axis
   * @param counts its sum spectrum
   * @throws IllegalArgumentException if hardly any of the axis is within the tables
   */
  public static FitRange of(EnergyAxis axis, double[] counts) {
    int first = 0;
    while (first < counts.length && !(counts[first] > 0)) {
      first++;
    }
    boolean discriminated =
        first > 0 && first < counts.length && axis.edgeKev(first) < MAX_THRESHOLD_KEV;
    int start = discriminated ? first + (int) Math.ceil(MARGIN_KEV / axis.widthKev()) : 0;
    while (start < counts.length && axis.edgeKev(start) < CrossSections.MIN_KEV) {
      start++;
    }
    // The last channel often collects all that is above it.
    int end = counts.length - 1;
    while (end > start && axis.edgeKev(end) > CrossSections.MAX_KEV) {
      end--;
    }
    if (end - start < 16) {
      throw new IllegalArgumentException(
          "fit: %d bins above %s keV, expected at least 16"
              .formatted(Math.max(0, end - start), CrossSections.MIN_KEV));
    }
    return new FitRange(axis, start, end);
  }

  /** Number of bins. */
  public int bins() {
    return end - first;
  }

  /** The range's part of a spectrum on the whole axis. */
  public double[] cut(double[] spectrum) {
    return Arrays.copyOfRange(spectrum, first, end);
  }

  /** The range's part of a shape that adds up to 1 on the whole axis, or of one that is all 0. */
  public double[] normalised(double[] shape) {
    double sum = 0;
    for (double value : shape) {
      sum += value;
    }
    double[] cut = cut(shape);
    for (int i = 0; sum > 0 && i < cut.length; i++) {
      cut[i] /= sum;
    }
    return cut;
  }

  /** Whether an energy lies in the range, with room for a peak. */
  boolean holds(double energyKev, double roomKev) {
    return energyKev - roomKev >= axis.edgeKev(first) && energyKev + roomKev <= axis.edgeKev(end);
  }
}
