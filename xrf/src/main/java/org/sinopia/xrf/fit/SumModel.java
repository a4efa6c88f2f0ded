package org.sinopia.xrf.fit;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A sum spectrum under its latest model: expected lines and background, which give the weights of
 * the next fit. The variance of a bin is Poisson's plus that of the model: shapes are known to some
 * percent, so what is a hundredth of a strong neighbour is not taken for an element.
 */
final class SumModel {

  private final FitRange range;
  private final double[] whole;
  private final double[] counts;
  private ComponentModel model;
  private double[] lines;
  private double[] ground;
  private double[] latest = new double[0];

  /**
   * A spectrum of which only a background is known.
   *
   * @param whole counts on the whole axis
   * @param ground the background in the range
   */
  SumModel(FitRange range, double[] whole, double[] ground) {
    this.range = range;
    this.whole = whole;
    this.counts = range.cut(whole);
    this.ground = ground;
    this.model = new ComponentModel(range, whole, ground);
    this.lines = new double[range.bins()];
    Arrays.setAll(lines, i -> Math.max(0, counts[i] - ground[i]));
  }

  /** Takes what the lines leave for the background. */
  void smoothGround(PeakResponse response) {
    double[] left = new double[range.bins()];
    double[] sigmas = new double[range.bins()];
    for (int i = 0; i < left.length; i++) {
      left[i] = counts[i] - lines[i];
      sigmas[i] = ShapeDoubt.peakBins(range, response, i);
    }
    model = new ComponentModel(range, whole, Continuum.of(left, weights(response), sigmas));
  }

  /** Solves and takes the result for the next weights. */
  Solution solve(PeakResponse response, List<LineFamily> families, Optional<TubeScatter> scatter) {
    Solution solution = solution(response, families, scatter, true);
    lines = new double[range.bins()];
    ground = new double[range.bins()];
    for (int c = 0; c < solution.components().size(); c++) {
      Component component = solution.components().get(c);
      double[] into = component.kind() == Component.Kind.BACKGROUND ? ground : lines;
      for (int i = 0; i < into.length; i++) {
        into[i] += solution.amplitude(c) * component.shape()[i];
      }
    }
    return solution;
  }

  /**
   * Solves.
   *
   * @param errors whether errors are wanted, which take longer than all the rest
   */
  Solution solution(
      PeakResponse response,
      List<LineFamily> families,
      Optional<TubeScatter> scatter,
      boolean errors) {
    List<Component> components = model.components(response, families, scatter);
    double[][] columns = components.stream().map(Component::shape).toArray(double[][]::new);
    double[] weights = weights(response);
    double[] start = latest.length == columns.length ? latest : new double[columns.length];
    LeastSquares fit =
        new LeastSquares(
            columns,
            counts,
            weights,
            new boolean[columns.length],
            new double[columns.length],
            start);
    double[] amplitudes = fit.amplitudes();
    latest = amplitudes;
    double chi2 = 0;
    for (int i = 0; i < counts.length; i++) {
      double difference = counts[i];
      for (int c = 0; c < columns.length; c++) {
        difference -= amplitudes[c] * columns[c][i];
      }
      chi2 += weights[i] * difference * difference;
    }
    return new Solution(
        components, amplitudes, errors ? fit.errors() : new double[amplitudes.length], chi2);
  }

  /** Counts in the range; not to be changed. */
  double[] counts() {
    return counts;
  }

  /** Inverse variances of the counts. */
  double[] weights(PeakResponse response) {
    double[] weights = new double[range.bins()];
    double[] doubt = doubt(response);
    for (int i = 0; i < weights.length; i++) {
      weights[i] = 1 / (Math.max(1, lines[i] + ground[i]) + doubt[i] * doubt[i]);
    }
    return weights;
  }

  /** What shapes may get wrong in each bin, as a standard deviation. */
  double[] doubt(PeakResponse response) {
    return ShapeDoubt.of(range, response, lines, ground);
  }

  /** Expected counts of lines, scatter and sum peaks. */
  double[] lines() {
    return lines.clone();
  }

  /** Expected counts of the background. */
  double[] ground() {
    return ground.clone();
  }
}
