package org.sinopia.xrf.fit.lines;

import java.util.List;
import org.sinopia.xrf.fit.lines.LineFamily.Line;
import org.sinopia.xrf.physics.apparatus.Detector;
import org.sinopia.xrf.physics.atom.CrossSections;

/**
 * The counts of some lines in a detector, whatever its resolution: each line's peak and silicon
 * escape peak. It does not change with what a fit searches for, so it is computed once. Immutable.
 */
public final class Peaks {

  /** Weaker peaks, as a share of all counts, are left out. */
  private static final double FAINT = 1e-5;

  private final int count;
  private final double[] energiesKev;
  private final double[] linesKev;
  private final double[] counts;

  private Peaks(int count, double[] energiesKev, double[] linesKev, double[] counts) {
    this.count = count;
    this.energiesKev = energiesKev;
    this.linesKev = linesKev;
    this.counts = counts;
  }

  /** The peaks of lines whose strengths are photons at the detector. */
  public static Peaks of(Detector detector, List<Line> lines) {
    double[] energies = new double[2 * lines.size()];
    double[] origins = new double[2 * lines.size()];
    double[] counts = new double[2 * lines.size()];
    double total = 0;
    for (int i = 0; i < lines.size(); i++) {
      double energy = lines.get(i).energyKev();
      double strength = lines.get(i).strength();
      if (strength > 0 && energy > CrossSections.MIN_KEV && energy < CrossSections.MAX_KEV) {
        double counted = strength * detector.efficiency(energy);
        double escaping = counted * detector.escapeShare(energy);
        energies[2 * i] = energy;
        counts[2 * i] = counted - escaping;
        energies[2 * i + 1] = Detector.escapeKev(energy);
        counts[2 * i + 1] = escaping;
        origins[2 * i] = energy;
        origins[2 * i + 1] = energy;
        total += counted;
      }
    }
    int kept = 0;
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > FAINT * total) {
        energies[kept] = energies[i];
        origins[kept] = origins[i];
        counts[kept++] = counts[i];
      }
    }
    return new Peaks(kept, energies, origins, counts);
  }

  /** How many there are. */
  int count() {
    return count;
  }

  /** Where a peak lies, in keV. */
  double energyKev(int peak) {
    return energiesKev[peak];
  }

  /** Energy of the line that a peak is of; above the peak's for an escape peak. */
  double lineKev(int peak) {
    return linesKev[peak];
  }

  /** Counts of a peak. */
  double counts(int peak) {
    return counts[peak];
  }
}
