package org.sinopia.xrf.fit;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sinopia.xrf.fit.lines.FitRange;
import org.sinopia.xrf.fit.lines.LineFamily;
import org.sinopia.xrf.fit.lines.PeakResponse;
import org.sinopia.xrf.fit.lines.ShapeDoubt;
import org.sinopia.xrf.fit.lines.TubeScatter;

/**
 * A sum spectrum under its latest model: expected lines and background, which give the weights of
 * the next fit. The variance of a bin is Poisson's plus that of the model: shapes are known to some
 * percent, so what is a hundredth of a strong neighbour is not taken for an element.
 */
final class SumModel {

  private final FitRange range;
  private final double[] counts;
  private ComponentModel model;
  private double[] lines;
  private double[] ground;

  /** By components' names; where the next fit begins. */
  private final Map<String, Double> latest = new HashMap<>();

  /**
   * A spectrum of which only a background is known.
   *
   * @param whole counts on the whole axis
   * @param ground the background in the range
   */
  SumModel(FitRange range, double[] whole, double[] ground) {
    this.range = range;
    this.counts = range.cut(whole);
    this.ground = ground;
    this.model = ComponentModel.of(range, whole, ground);
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
    model = model.with(Continuum.of(left, weights(response), sigmas));
  }

  /** Solves and takes the result for the next weights. */
  Solution solve(PeakResponse response, List<LineFamily> families, Optional<TubeScatter> scatter) {
    Solution solution = solution(response, families, scatter);
    lines = new double[range.bins()];
    ground = new double[range.bins()];
    for (int c = 0; c < solution.components().size(); c++) {
      Component component = solution.components().get(c);
      double amplitude = solution.amplitude(c);
      double[] into = component.kind() == Component.Kind.BACKGROUND ? ground : lines;
      for (int i = 0; amplitude > 0 && i < into.length; i++) {
        into[i] += amplitude * component.shape()[i];
      }
    }
    return solution;
  }

  /** Solves. */
  Solution solution(
      PeakResponse response, List<LineFamily> families, Optional<TubeScatter> scatter) {
    return solution(model.components(response, families, scatter), counts, weights(response));
  }

  private Solution solution(List<Component> components, double[] y, double[] weights) {
    double[][] columns = components.stream().map(Component::shape).toArray(double[][]::new);
    double[] start = new double[columns.length];
    String[] names = new String[columns.length];
    for (int c = 0; c < columns.length; c++) {
      names[c] = components.get(c).name();
      start[c] = latest.getOrDefault(names[c], 0.0);
    }
    LeastSquares fit =
        new LeastSquares(
            columns, y, weights, new boolean[columns.length], new double[columns.length], start);
    double[] amplitudes = fit.amplitudes();
    double[] left = y.clone();
    for (int c = 0; c < columns.length; c++) {
      latest.put(names[c], amplitudes[c]);
      subtract(left, amplitudes[c], columns[c]);
    }
    double chi2 = 0;
    for (int i = 0; i < left.length; i++) {
      chi2 = Math.fma(weights[i] * left[i], left[i], chi2);
    }
    return new Solution(components, fit, chi2);
  }

  private static void subtract(double[] from, double amplitude, double[] shape) {
    for (int i = 0; amplitude > 0 && i < from.length; i++) {
      from[i] = Math.fma(-amplitude, shape[i], from[i]);
    }
  }

  /** A spectrum without some components, under fixed weights: responses are compared on it. */
  final class Search {
    private final double[] left;
    private final double[] weights;

    private Search(double[] left, double[] weights) {
      this.left = left;
      this.weights = weights;
    }

    /** The χ² of a fit with other shapes. */
    double chi2(PeakResponse response, List<LineFamily> families, Optional<TubeScatter> scatter) {
      return solution(model.components(response, families, scatter), left, weights).chi2();
    }
  }

  /**
   * The spectrum less some components of a solution.
   *
   * @param held for each component, whether it is taken away
   * @param weights inverse variances, one for each bin
   */
  Search without(Solution solution, boolean[] held, double[] weights) {
    double[] left = counts.clone();
    for (int c = 0; c < held.length; c++) {
      if (held[c]) {
        subtract(left, solution.amplitude(c), solution.components().get(c).shape());
      }
    }
    return new Search(left, weights);
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

  /** The uncertainty of the shapes in each bin, as a standard deviation. */
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
