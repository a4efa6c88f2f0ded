package org.sinopia.xrf.fit.lines;

/**
 * The uncertainty of a fit's shapes, beside counting noise: peaks and background are known to about
 * a percent, and a hundredth of a strong neighbour is not to be taken for an element.
 */
public final class ShapeDoubt {

  /** Share of the lines in a bin. */
  private static final double LINES = 0.015;

  /** Share of a peak's height, in its flanks. */
  private static final double FLANKS = 0.0025;

  /** Share of the background in a bin. */
  private static final double GROUND = 0.01;

  private ShapeDoubt() {}

  /**
   * The standard deviation of the expected counts in each bin.
   *
   * @param lines expected counts of lines
   * @param ground expected counts of the background
   */
  public static double[] of(
      FitRange range, PeakResponse response, double[] lines, double[] ground) {
    double[] doubt = new double[range.bins()];
    for (int i = 0; i < doubt.length; i++) {
      // An error of a shape is an error over a whole peak.
      double together = peakBins(range, response, i);
      double peak = 0;
      int reach = (int) Math.ceil(together);
      for (int j = Math.max(0, i - reach); j <= Math.min(doubt.length - 1, i + reach); j++) {
        peak = Math.max(peak, lines[j]);
      }
      double fromLines = LINES * lines[i] + FLANKS * peak;
      double fromGround = GROUND * ground[i];
      doubt[i] = Math.sqrt(together * (fromLines * fromLines + fromGround * fromGround));
    }
    return doubt;
  }

  /** Full width at half maximum of a peak at a bin, in bins, at least 1. */
  public static double peakBins(FitRange range, PeakResponse response, int bin) {
    double energy = range.axis().centreKev(range.first() + bin);
    return Math.max(1, response.fwhmKev(energy) / range.axis().widthKev());
  }
}
