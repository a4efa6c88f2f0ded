package org.sinopia.xrf.physics.table;

import java.util.ArrayList;
import java.util.List;
import org.sinopia.xrf.physics.LineGroup;

/**
 * Consecutive line groups of one shell of similar energy, with no absorption edge between them,
 * taken together where secondary photons are concerned.
 *
 * @param from place of the first group among all lines of the specimens
 * @param end place after the last one
 * @param rate sum of radiative rates
 */
record LineRun(int from, int end, double rate) {

  /**
   * Finds runs.
   *
   * @param lines of one shell by rising energy
   * @param first place of the first of them
   * @param width the largest ratio of energies in a run
   * @param edgesKev energies that no run straddles, rising
   */
  static List<LineRun> of(List<LineGroup> lines, int first, double width, double[] edgesKev) {
    List<LineRun> runs = new ArrayList<>();
    int from = 0;
    while (from < lines.size()) {
      double limit = width * lines.get(from).softestKev();
      for (double edge : edgesKev) {
        if (edge > lines.get(from).softestKev() && edge < limit) {
          limit = edge;
        }
      }
      int end = from;
      double rate = 0;
      while (end < lines.size() && (end == from || lines.get(end).softestKev() < limit)) {
        rate += lines.get(end++).rate();
      }
      runs.add(new LineRun(first + from, first + end, rate));
      from = end;
    }
    return runs;
  }

  /** The mean of values of lines by radiative rate. */
  double mean(double[] values, LineGroup[] lines) {
    double sum = 0;
    for (int l = from; l < end; l++) {
      sum += lines[l].rate() * values[l];
    }
    return sum / rate;
  }
}
