package org.sinopia.xrf.cube;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The calibration that fits known lines at known channels best: least squares of energy against
 * channel, weights equal; a straight line.
 *
 * @param calibration the result
 * @param points the lines it is of
 */
public record LineCalibration(Calibration calibration, List<Point> points) {

  /**
   * A line at a channel.
   *
   * @param name of the line
   * @param energyKev its energy
   * @param channel where its maximum is; whole numbers are the middle of a channel
   */
  public record Point(String name, double energyKev, double channel) {}

  /**
   * Fits lines.
   *
   * @param points at least two, at two channels or more
   * @throws IllegalArgumentException if there are fewer, or energies do not rise with the channel
   */
  public static LineCalibration fit(List<Point> points) {
    if (points.size() < 2) {
      throw new IllegalArgumentException(
          "calibrate: %d line, expected at least two".formatted(points.size()));
    }
    double channels = 0;
    double energies = 0;
    for (Point point : points) {
      channels += point.channel() / points.size();
      energies += point.energyKev() / points.size();
    }
    double products = 0;
    double squares = 0;
    for (Point point : points) {
      products += (point.channel() - channels) * (point.energyKev() - energies);
      squares += (point.channel() - channels) * (point.channel() - channels);
    }
    double gain = products / squares;
    if (!(gain > 0) || Double.isInfinite(gain)) {
      throw new IllegalArgumentException(
          "calibrate: energies do not rise with the channel, expected lines at rising channels");
    }
    return new LineCalibration(
        new Calibration(energies - gain * channels, gain, 0), List.copyOf(points));
  }

  /** How far each line is from the calibration, in keV: measured minus calibrated. */
  public List<String> residuals() {
    List<String> lines = new ArrayList<>();
    for (Point point : points) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%s at channel %.2f: %.4f keV, calibrated %.4f, residual %+.1f eV",
              point.name(),
              point.channel(),
              point.energyKev(),
              calibration.kev(point.channel()),
              1000 * (point.energyKev() - calibration.kev(point.channel()))));
    }
    return lines;
  }
}
