package org.sinopia.xrf.fit;

import java.util.List;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.fit.LineFamily.Line;
import org.sinopia.xrf.physics.CrossSections;
import org.sinopia.xrf.physics.Detector;

/**
 * The shapes that lines leave in spectra of one scan: the detector's peaks, with a width and an
 * energy axis found in the scan itself.
 *
 * @param detector shape, efficiency and escape peaks
 * @param axis the scan's axis as its file has it
 * @param noiseEv electronic noise, in eV of full width at half maximum
 * @param spreadEv further variance of a peak per keV of its energy, in eV²/keV: what incomplete
 *     charge collection adds to Fano's
 * @param shiftEv by how much peaks lie above their energies at 0 keV, in eV
 * @param tail share of a peak's counts in a tail on its low side
 * @param stretch by how much the true gain exceeds that of the axis, as a share of it
 */
record PeakResponse(
    Detector detector,
    EnergyAxis axis,
    double noiseEv,
    double spreadEv,
    double tail,
    double shiftEv,
    double stretch) {

  private static final double TAIL_KEV = 0.15;
  private static final double NOTHING = 1e-7;

  /** The default detector on a scan's axis. */
  static PeakResponse of(Detector detector, EnergyAxis axis) {
    return new PeakResponse(detector, axis, detector.noiseEv(), 0, 0, 0, 0);
  }

  /** Full width at half maximum at an energy, in keV. */
  double fwhmKev(double energyKev) {
    double sigma = detector.withNoiseEv(noiseEv).sigmaKev(energyKev);
    double spread = spreadKev(energyKev);
    return 2.3548 * Math.sqrt(sigma * sigma + spread * spread);
  }

  private double spreadKev(double energyKev) {
    return 1e-3 * Math.sqrt(Math.max(0, spreadEv * energyKev));
  }

  /**
   * Expected counts of lines.
   *
   * @param lines strengths in photons at the detector
   * @param broadening standard deviation of each line's own energy over the energy
   * @return one per bin
   */
  double[] shape(List<Line> lines, double broadening) {
    EnergyAxis seen =
        new EnergyAxis(
            axis.bins(),
            (axis.fromKev() - 1e-3 * shiftEv) / (1 + stretch),
            (axis.toKev() - 1e-3 * shiftEv) / (1 + stretch));
    Detector tuned = detector.withNoiseEv(noiseEv);
    double[] counts = new double[axis.bins()];
    for (Line line : lines) {
      double energy = line.energyKev();
      if (line.strength() > 0 && energy > CrossSections.MIN_KEV && energy < CrossSections.MAX_KEV) {
        double spread = spreadKev(energy);
        double own = broadening * energy;
        tuned.addPhotons(
            energy, line.strength(), Math.sqrt(spread * spread + own * own), seen, counts);
      }
    }
    if (tail > 0) {
      addTail(counts);
    }
    return counts;
  }

  /** Moves counts from each bin to those below, by an exponential law: a filter of one pole. */
  private void addTail(double[] counts) {
    double kept = StrictMath.exp(-axis.widthKev() / TAIL_KEV);
    double tailed = 0;
    double most = 0;
    for (double value : counts) {
      most = Math.max(most, value);
    }
    for (int i = counts.length - 1; i >= 0; i--) {
      tailed = kept * tailed + (1 - kept) * counts[i];
      double value = (1 - tail) * counts[i] + tail * tailed;
      counts[i] = value > NOTHING * most ? value : 0;
    }
  }
}
