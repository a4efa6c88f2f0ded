package org.sinopia.xrf.physics;

import java.util.ArrayList;
import java.util.List;
import org.sinopia.xrf.EnergyAxis;

/**
 * The spectrum that photons of one energy leave, for one photon at the detector's window, split
 * into windows about its peaks and flat stretches below them, so that many columns add up fast. The
 * same as {@link Detector#addPhotons}. Immutable.
 */
public final class ResponseColumn {

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
      double below = shape.below(middle - width / 2, peakKev, sigma);
      double above = shape.below(middle + width / 2, peakKev, sigma);
      // Where the middle lies within the tail, the stretch below it is empty or short.
      if (middle > axis.edgeKev(start)) {
        addWindow(shape, peakKev, sigma, counts, axis, zero + 1, start);
      } else {
        stretches.add(new Stretch(zero + 1, start, counts * (above - below)));
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
    double[] shares = new double[end - start];
    double below = shape.below(axis.edgeKev(start), peakKev, sigma);
    for (int i = start; i < end; i++) {
      double above = shape.below(axis.edgeKev(i + 1), peakKev, sigma);
      shares[i - start] = counts * (above - below);
      below = above;
    }
    windows.add(new Window(start, shares));
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
