package org.sinopia.xrf.fit.lines;

import java.util.List;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.fit.lines.LineFamily.Line;
import org.sinopia.xrf.physics.apparatus.Detector;

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
public record PeakResponse(
    Detector detector,
    EnergyAxis axis,
    double noiseEv,
    double spreadEv,
    double tail,
    double shiftEv,
    double stretch) {

  private static final double TAIL_KEV = 0.15;
  private static final double NOTHING = 1e-7;
  private static final double FWHM_PER_SIGMA = 2 * Math.sqrt(2 * StrictMath.log(2));

  /** The default detector on a scan's axis. */
  public static PeakResponse of(Detector detector, EnergyAxis axis) {
    return new PeakResponse(detector, axis, detector.noiseEv(), 0, 0, 0, 0);
  }

  /** Full width at half maximum at an energy, in keV. */
  public double fwhmKev(double energyKev) {
    return FWHM_PER_SIGMA * Math.sqrt(variance(energyKev, energyKev));
  }

  /** The variance of a peak, in keV², where its line has another energy than itself. */
  private double variance(double peakKev, double lineKev) {
    double noise = noiseEv / FWHM_PER_SIGMA;
    double statistical = detector.fano() * detector.pairEv() * 1e3 * peakKev;
    return 1e-6 * (noise * noise + statistical + Math.max(0, spreadEv * lineKev));
  }

  /**
   * Expected counts of lines.
   *
   * @param lines strengths in photons at the detector
   * @param broadening standard deviation of each line's own energy over the energy
   * @return one per bin
   */
  public double[] shape(List<Line> lines, double broadening) {
    return shape(Peaks.of(detector, lines), broadening);
  }

  /**
   * Expected counts of peaks.
   *
   * @param broadening standard deviation of each line's own energy over the energy
   * @return one per bin
   */
  public double[] shape(Peaks peaks, double broadening) {
    double from = (axis.fromKev() - 1e-3 * shiftEv) / (1 + stretch);
    double width = ((axis.toKev() - 1e-3 * shiftEv) / (1 + stretch) - from) / axis.bins();
    double[] counts = new double[axis.bins()];
    int lowest = axis.bins();
    int highest = 0;
    for (int p = 0; p < peaks.count(); p++) {
      double energy = peaks.energyKev(p);
      double own = broadening * peaks.lineKev(p);
      double sigma = Math.sqrt(variance(energy, peaks.lineKev(p)) + own * own);
      double reach = NormalTable.REACH * sigma;
      int first = bin(Math.floor((energy - reach - from) / width));
      int end = bin(Math.ceil((energy + reach - from) / width));
      lowest = Math.min(lowest, first);
      highest = Math.max(highest, end);
      double step = width / sigma;
      double start = (from - energy) / sigma;
      double below = NormalTable.below(start + first * step);
      for (int i = first; i < end; i++) {
        double above = NormalTable.below(start + (i + 1) * step);
        counts[i] += peaks.counts(p) * (above - below);
        below = above;
      }
    }
    if (tail > 0) {
      addTail(counts, lowest, highest);
    }
    return counts;
  }

  private int bin(double number) {
    return (int) Math.clamp(number, 0, axis.bins());
  }

  /**
   * Moves counts from each bin to those below, by an exponential law: a filter of one pole.
   *
   * @param first no bin below it holds counts
   * @param end nor from this on
   */
  private void addTail(double[] counts, int first, int end) {
    double kept = StrictMath.exp(-axis.widthKev() / TAIL_KEV);
    double most = 0;
    for (int i = first; i < end; i++) {
      most = Math.max(most, counts[i]);
    }
    double nothing = NOTHING * most;
    double tailed = 0;
    for (int i = end - 1; i >= 0; i--) {
      tailed = kept * tailed + (1 - kept) * counts[i];
      double value = (1 - tail) * counts[i] + tail * tailed;
      counts[i] = value > nothing ? value : 0;
      if (i < first && value <= nothing) {
        return;
      }
    }
  }
}
