package org.sinopia.xrf.physics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** One shell's production at the rays of one beam, and its lines. */
final class ShellTable {

  private final ShellProduction shell;
  private final double[] production;
  private final double[] sums;
  private final int first;
  private final List<LineTable> lines;

  ShellTable(ShellProduction shell, List<EmissionLine> lines, RayTable rays) {
    this.shell = shell;
    this.lines =
        lines.stream()
            .sorted(Comparator.comparingDouble(EmissionLine::energyKev))
            .map(LineTable::new)
            .toList();
    production = new double[rays.count()];
    sums = new double[rays.count() + 1];
    int start = rays.count();
    for (int r = 0; r < production.length; r++) {
      production[r] = shell.at(rays.energyKev()[r]);
      sums[r + 1] = sums[r] + rays.photons()[r] * production[r];
      if (production[r] > 0) {
        start = Math.min(start, r);
      }
    }
    first = start;
  }

  ShellProduction shell() {
    return shell;
  }

  /** True for K and L shells, whose lines excite others. */
  boolean isInner() {
    return lines.getFirst().line().shell().isInner();
  }

  /** Production at each ray, cm²/g. */
  double[] production() {
    return production;
  }

  /** First ray that excites the shell. */
  int firstRay() {
    return first;
  }

  /** Sum of photons times production over rays {@code from} to {@code end - 1}. */
  double produced(int from, int end) {
    return sums[end] - sums[from];
  }

  /** The lines by rising energy. */
  List<LineTable> lines() {
    return lines;
  }

  /**
   * The lines in groups within {@code width} of the first's energy that no edge separates.
   *
   * @param edgesKev rising
   */
  List<List<LineTable>> groups(double width, double[] edgesKev) {
    List<List<LineTable>> groups = new ArrayList<>();
    double end = 0;
    for (LineTable line : lines) {
      double energy = line.line().energyKev();
      if (energy >= end) {
        groups.add(new ArrayList<>());
        end = width * energy;
        for (double edge : edgesKev) {
          if (edge > energy && edge < end) {
            end = edge;
          }
        }
      }
      groups.getLast().add(line);
    }
    return groups;
  }
}
