package org.sinopia.xrf.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sinopia.xrf.fit.lines.FitRange;
import org.sinopia.xrf.fit.lines.LineFamily;
import org.sinopia.xrf.fit.lines.LineFamily.Group;
import org.sinopia.xrf.fit.lines.LineFamily.Line;
import org.sinopia.xrf.fit.lines.PeakResponse;

/**
 * Which lines of a family a sum spectrum really shows: the family's lines are fitted one by one,
 * with an amplitude each, beside everything else. A line counts that is certain, and neither much
 * weaker nor much stronger than the family would have it.
 *
 * @param seen Siegbahn names without number of the lines that are there, strongest first
 * @param main whether the strongest is among them
 */
record LineEvidence(List<String> seen, boolean main) {

  private static final double CERTAIN = 4;
  private static final double MIN_SHARE = 0.35;
  private static final double MAX_SHARE = 2.5;
  private static final double APART = 0.8;

  /** Copies the names. */
  LineEvidence {
    seen = List.copyOf(seen);
  }

  /**
   * Looks at one family.
   *
   * @param solution a fit
   * @param component the family's component of it
   * @param expected the family with the ratios of theory
   * @param response shapes of peaks
   * @param range bins that were fitted
   * @param counts their counts
   * @param weights their weights
   */
  static LineEvidence of(
      Solution solution,
      int component,
      LineFamily expected,
      PeakResponse response,
      FitRange range,
      double[] counts,
      double[] weights) {
    Map<String, List<Line>> lines = new LinkedHashMap<>();
    for (Group group : expected.groups()) {
      lines.computeIfAbsent(group.name(), n -> new ArrayList<>()).addAll(group.lines());
    }
    List<double[]> columns = new ArrayList<>();
    for (int c = 0; c < solution.components().size(); c++) {
      if (c != component) {
        columns.add(solution.components().get(c).shape());
      }
    }
    int others = columns.size();
    double whole = 0;
    for (List<Line> one : lines.values()) {
      double[] shape = response.shape(one, 0);
      whole += Arrays.stream(shape).sum();
      columns.add(range.cut(shape));
    }
    for (double[] column : columns.subList(others, columns.size())) {
      for (int i = 0; i < column.length; i++) {
        column[i] /= whole;
      }
    }
    int count = columns.size();
    double[] start = new double[count];
    for (int c = 0; c < others; c++) {
      start[c] = solution.amplitude(c < component ? c : c + 1);
    }
    Arrays.fill(start, others, count, solution.amplitude(component));
    LeastSquares fit =
        new LeastSquares(
            columns.toArray(double[][]::new),
            counts,
            weights,
            new boolean[count],
            new double[count],
            start);
    double[] amplitudes = fit.amplitudes();
    List<String> names = List.copyOf(lines.keySet());
    List<String> seen = new ArrayList<>();
    for (int l = 0; l < names.size(); l++) {
      double amplitude = amplitudes[others + l];
      double share = amplitude / solution.amplitude(component);
      if (amplitude > CERTAIN * fit.error(others + l)
          && share > MIN_SHARE
          && share < MAX_SHARE
          && isApart(lines.get(names.get(l)), seen.stream().map(lines::get).toList(), response)) {
        seen.add(names.get(l));
      }
    }
    return new LineEvidence(seen, !seen.isEmpty() && seen.getFirst().equals(names.getFirst()));
  }

  /** Lines closer than this part of a peak's width are one to the eye. */
  private static boolean isApart(List<Line> one, List<List<Line>> others, PeakResponse response) {
    double energy = energy(one);
    return others.stream()
        .allMatch(other -> Math.abs(energy(other) - energy) > APART * response.fwhmKev(energy));
  }

  private static double energy(List<Line> lines) {
    return lines.stream().max(Comparator.comparingDouble(Line::strength)).orElseThrow().energyKev();
  }
}
