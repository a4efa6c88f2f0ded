package org.sinopia.xrf.physics.atom;

import java.util.Arrays;
import java.util.List;

/**
 * A positive function given at points, interpolated linearly in the logarithms of both axes.
 * Immutable.
 */
final class LogLogCurve {

  private final double[] logX;
  private final double[] logY;

  /**
   * Takes the points.
   *
   * @param x rising, above 0
   * @param y above 0, as many
   */
  LogLogCurve(double[] x, double[] y) {
    logX = Arrays.stream(x).map(StrictMath::log).toArray();
    logY = Arrays.stream(y).map(StrictMath::log).toArray();
  }

  /** The value at {@code x}; beyond the ends, the last stretch is continued. */
  double at(double x) {
    return StrictMath.exp(logAt(StrictMath.log(x)));
  }

  /** The logarithm of the value at exp({@code log}). */
  double logAt(double log) {
    int at = Arrays.binarySearch(logX, log);
    if (at >= 0) {
      return logY[at];
    }
    int right = Math.clamp(-at - 1, 1, logX.length - 1);
    double fraction = (log - logX[right - 1]) / (logX[right] - logX[right - 1]);
    return logY[right - 1] + fraction * (logY[right] - logY[right - 1]);
  }

  /** One column of a table's rows. */
  static double[] column(List<String[]> rows, int column) {
    return rows.stream().mapToDouble(row -> Double.parseDouble(row[column])).toArray();
  }
}
