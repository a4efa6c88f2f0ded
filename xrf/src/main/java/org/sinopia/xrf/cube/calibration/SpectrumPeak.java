package org.sinopia.xrf.cube.calibration;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A peak of a spectrum of which no energies are known.
 *
 * @param channel of its top, between channels by the parabola through the highest three
 * @param height above the background, in counts
 * @param widthChannels full width at half the height
 * @param significance height by its noise
 */
record SpectrumPeak(double channel, double height, double widthChannels, double significance) {

  private static final double MIN_SIGNIFICANCE = 8;

  /** Passes of the binomial filter (1, 2, 1) / 4. */
  private static final int SMOOTHING = 3;

  /**
   * The peaks of a spectrum, most significant first. The background is what remains when peaks are
   * clipped (SNIP, Ryan et al. 1988, doi:10.1016/0168-583X(88)90063-8).
   *
   * @param counts of all channels
   * @param most of them to return
   */
  static List<SpectrumPeak> of(double[] counts, int most) {
    double[] smooth = counts.clone();
    for (int pass = 0; pass < SMOOTHING; pass++) {
      double[] from = smooth.clone();
      for (int i = 1; i + 1 < from.length; i++) {
        smooth[i] = (from[i - 1] + 2 * from[i] + from[i + 1]) / 4;
      }
    }
    double[] background = clipped(smooth);
    List<SpectrumPeak> peaks = new ArrayList<>();
    for (int i = 2; i + 2 < smooth.length; i++) {
      boolean top =
          smooth[i] > smooth[i - 1]
              && smooth[i] >= smooth[i + 1]
              && smooth[i] > smooth[i - 2]
              && smooth[i] > smooth[i + 2];
      double height = smooth[i] - background[i];
      double significance = height / Math.sqrt(Math.max(1, smooth[i] / 3));
      if (!top || !(significance >= MIN_SIGNIFICANCE)) {
        continue;
      }
      double curvature = smooth[i - 1] - 2 * smooth[i] + smooth[i + 1];
      double offset = curvature < 0 ? 0.5 * (smooth[i - 1] - smooth[i + 1]) / curvature : 0;
      peaks.add(new SpectrumPeak(i + offset, height, width(smooth, background, i), significance));
    }
    peaks.sort(Comparator.comparingDouble(SpectrumPeak::significance).reversed());
    return List.copyOf(peaks.subList(0, Math.min(most, peaks.size())));
  }

  private static double[] clipped(double[] counts) {
    double[] values = new double[counts.length];
    for (int i = 0; i < counts.length; i++) {
      double root = Math.sqrt(Math.max(0, counts[i]) + 1) + 1;
      values[i] = StrictMath.log(StrictMath.log(root) + 1);
    }
    for (int window = Math.max(4, counts.length / 40); window >= 1; window--) {
      double[] from = values.clone();
      for (int i = window; i + window < from.length; i++) {
        values[i] = Math.min(from[i], (from[i - window] + from[i + window]) / 2);
      }
    }
    for (int i = 0; i < values.length; i++) {
      double root = StrictMath.exp(StrictMath.exp(values[i]) - 1) - 1;
      values[i] = root * root - 1;
    }
    return values;
  }

  private static double width(double[] counts, double[] background, int top) {
    double half = (counts[top] - background[top]) / 2;
    int left = top;
    while (left > 0 && counts[left] - background[left] > half) {
      left--;
    }
    int right = top;
    while (right + 1 < counts.length && counts[right] - background[right] > half) {
      right++;
    }
    return right - left - 0.5;
  }
}
