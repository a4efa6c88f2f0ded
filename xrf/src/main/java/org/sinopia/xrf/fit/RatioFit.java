package org.sinopia.xrf.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sinopia.xrf.fit.lines.FitRange;
import org.sinopia.xrf.fit.lines.LineFamily;
import org.sinopia.xrf.fit.lines.LineFamily.Group;
import org.sinopia.xrf.fit.lines.PeakResponse;

/**
 * Ratios of lines within families as a scan shows them: absorption in the paint and filters change
 * them against those of a thin layer. Each group of a strong family may deviate, held to its
 * expected strength by a normal prior; where another element's line lies under it, that element's
 * other lines decide.
 */
final class RatioFit {
  private static final double K_DOUBT = 0.06;
  private static final double L_DOUBT = 0.12;
  private static final double FAINT_DOUBT = 0.25;
  private static final double MIN_FACTOR = 0.4;
  private static final double MAX_FACTOR = 2.5;

  private RatioFit() {}

  private record Deviation(int family, int group, double precision) {}

  /**
   * The families with adjusted ratios.
   *
   * @param strong significance from which on a family is adjusted
   */
  static List<LineFamily> adjust(
      FitRange range,
      PeakResponse response,
      List<LineFamily> families,
      Solution solution,
      double[] counts,
      double[] weights,
      double strong) {
    List<Deviation> deviations = new ArrayList<>();
    List<double[]> shapes = new ArrayList<>();
    for (int f = 0; f < families.size(); f++) {
      LineFamily family = families.get(f);
      if (solution.significance(f) < strong || family.groups().size() < 2) {
        continue;
      }
      double[] whole = response.shape(family.lines(), 0);
      double sum = Arrays.stream(whole).sum();
      for (int g = 0; g < family.groups().size(); g++) {
        double[] shape = range.cut(response.shape(family.groups().get(g).lines(), 0));
        for (int i = 0; i < shape.length; i++) {
          shape[i] *= solution.amplitude(f) / sum;
        }
        double doubt = doubt(family, family.groups().get(g));
        shapes.add(shape);
        deviations.add(new Deviation(f, g, 1 / (doubt * doubt)));
      }
    }
    int fixed = solution.components().size();
    double[][] columns = new double[fixed + deviations.size()][];
    boolean[] free = new boolean[columns.length];
    double[] precisions = new double[columns.length];
    for (int c = 0; c < fixed; c++) {
      columns[c] = solution.components().get(c).shape();
    }
    for (int d = 0; d < deviations.size(); d++) {
      columns[fixed + d] = shapes.get(d);
      free[fixed + d] = true;
      precisions[fixed + d] = deviations.get(d).precision();
    }
    double[] found =
        new LeastSquares(columns, counts, weights, free, precisions, new double[columns.length])
            .amplitudes();
    List<LineFamily> adjusted = new ArrayList<>(families);
    for (int f = 0; f < families.size(); f++) {
      double[] factors = new double[families.get(f).groups().size()];
      Arrays.fill(factors, 1);
      for (int d = 0; d < deviations.size(); d++) {
        if (deviations.get(d).family() == f) {
          // The family's own amplitude may have changed as well; its groups are relative to that.
          double own = solution.amplitude(f) / Math.max(found[f], 1e-9);
          factors[deviations.get(d).group()] =
              Math.clamp(1 + found[fixed + d] * own, MIN_FACTOR, MAX_FACTOR);
        }
      }
      adjusted.set(f, families.get(f).scaled(factors));
    }
    return adjusted;
  }

  private static double doubt(LineFamily family, Group group) {
    return switch (group.subshell()) {
      case "L1", "M3", "M4", "M5" -> FAINT_DOUBT;
      default -> family.shell() == 'K' ? K_DOUBT : L_DOUBT;
    };
  }
}
