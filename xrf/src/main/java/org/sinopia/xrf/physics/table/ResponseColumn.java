package org.sinopia.xrf.physics.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.physics.ScaledSum;
import org.sinopia.xrf.physics.apparatus.Detector;
import org.sinopia.xrf.physics.apparatus.PeakShape;

/**
 * The spectrum that photons of one energy leave, for one photon at the detector's window, split
 * into windows about its peaks and flat stretches below them, so that many columns add up fast. The
 * same as {@link Detector#addPhotons}. Immutable.
 */
public final class ResponseColumn {

  private static final int GAP = 8;

  private static final class Window {
    private final int start;
    private final double[] shares;

    Window(int start, double[] shares) {
      this.start = start;
      this.shares = shares;
    }
  }

  private record Stretch(int from, int end, double share) {}

  private final List<Window> windows = new ArrayList<>();
  private final List<Stretch> stretches = new ArrayList<>();

  private ResponseColumn() {}

  /** The column of an energy; see {@link Detector#addPhotons}. */
  public static ResponseColumn of(
      Detector detector, double energyKev, double broadeningKev, EnergyAxis axis) {
    ResponseColumn column = new ResponseColumn();
    double efficiency = detector.efficiency(energyKev);
    double escaping = efficiency * detector.escapeShare(energyKev);
    column.addPeak(detector, energyKev, efficiency - escaping, broadeningKev, axis);
    if (escaping > 0) {
      column.addPeak(detector, Detector.escapeKev(energyKev), escaping, broadeningKev, axis);
    }
    return column;
  }

  private void addPeak(
      Detector detector, double peakKev, double counts, double broadeningKev, EnergyAxis axis) {
    PeakShape shape = detector.shape();
    double sigma = detector.totalSigmaKev(peakKev, broadeningKev);
    int start = Detector.firstBin(axis, shape.fromKev(peakKev, sigma));
    int end = Detector.endBin(axis, shape.toKev(peakKev, sigma));
    int zero = shape.shelf() > 0 ? Detector.firstBin(axis, 0) : start;
    if (zero + 1 < start) {
      addWindow(shape, peakKev, sigma, counts, axis, zero, zero + 1);
      double width = axis.widthKev();
      double middle = peakKev / 2;
      double[] flat = new double[2];
      shape.below(middle - width / 2, width, peakKev, sigma, flat);
      // Where the middle lies within the tail, the stretch below it is empty or short.
      if (middle > axis.edgeKev(start)) {
        addWindow(shape, peakKev, sigma, counts, axis, zero + 1, start);
      } else {
        stretches.add(new Stretch(zero + 1, start, counts * (flat[1] - flat[0])));
      }
    } else {
      start = Math.min(start, zero);
    }
    addWindow(shape, peakKev, sigma, counts, axis, start, end);
  }

  private void addWindow(
      PeakShape shape,
      double peakKev,
      double sigma,
      double counts,
      EnergyAxis axis,
      int start,
      int end) {
    if (start >= end) {
      return;
    }
    double[] below = new double[end - start + 1];
    shape.below(axis.edgeKev(start), axis.widthKev(), peakKev, sigma, below);
    double[] shares = new double[end - start];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = counts * (below[i + 1] - below[i]);
    }
    windows.add(new Window(start, shares));
  }

  /**
   * The sum of several columns.
   *
   * @param columns the columns
   * @param photons number of photons of each
   * @param bins of the spectrum
   */
  public static ResponseColumn sum(List<ResponseColumn> columns, double[] photons, int bins) {
    double[] spectrum = new double[bins];
    double[] steps = new double[bins + 1];
    for (int c = 0; c < photons.length; c++) {
      columns.get(c).add(photons[c], spectrum, steps);
    }
    ResponseColumn sum = new ResponseColumn();
    for (int from = 0, end; from < bins; from = end) {
      end = from;
      // A window goes on over short gaps.
      for (int bin = from; bin < bins && bin < end + GAP; bin++) {
        if (spectrum[bin] != 0) {
          end = bin + 1;
        }
      }
      if (end > from) {
        sum.windows.add(new Window(from, Arrays.copyOfRange(spectrum, from, end)));
      }
      end++;
      while (end < bins && spectrum[end] == 0) {
        end++;
      }
    }
    int last = 0;
    double height = 0;
    for (int bin = 0; bin <= bins; bin++) {
      if (steps[bin] != 0) {
        if (height != 0) {
          sum.stretches.add(new Stretch(last, bin, height));
        }
        last = bin;
        height += steps[bin];
      }
    }
    return sum;
  }

  /**
   * Adds what photons leave.
   *
   * @param photons their number at the window
   * @param spectrum counts per bin, added to
   * @param steps where the flat stretches rise and fall, one more than there are bins, added to;
   *     {@link #addSteps} adds them to the spectrum in the end
   */
  public void add(double photons, double[] spectrum, double[] steps) {
    for (Window window : windows) {
      ScaledSum.add(photons, window.shares, 0, spectrum, window.start, window.shares.length);
    }
    for (Stretch stretch : stretches) {
      double height = photons * stretch.share;
      steps[stretch.from] += height;
      steps[stretch.end] -= height;
    }
  }

  /** Adds the flat stretches that {@link #add} has gathered. */
  public static void addSteps(double[] steps, double[] spectrum) {
    double height = 0;
    for (int i = 0; i < spectrum.length; i++) {
      height += steps[i];
      spectrum[i] += height;
    }
  }
}
