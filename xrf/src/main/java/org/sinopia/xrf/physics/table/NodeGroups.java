package org.sinopia.xrf.physics.table;

import java.util.ArrayList;
import java.util.List;

/**
 * Nodes of a beam of similar energy without an absorption edge between them, taken together for the
 * few photons that are scattered and then absorbed. Immutable.
 */
final class NodeGroups {

  private static final double WIDTH = 1.25;

  private final int[] starts;
  private final double[] photons;

  /**
   * Groups nodes.
   *
   * @param edgesKev energies that no group straddles, rising
   */
  NodeGroups(BeamNodes nodes, double[] edgesKev) {
    List<Integer> found = new ArrayList<>();
    double limit = 0;
    for (int r = 0; r < nodes.count(); r++) {
      double energy = nodes.energyKev()[r];
      if (energy >= limit) {
        found.add(r);
        limit = WIDTH * energy;
        for (double edge : edgesKev) {
          if (edge > energy && edge < limit) {
            limit = edge;
          }
        }
      }
    }
    found.add(nodes.count());
    starts = found.stream().mapToInt(Integer::intValue).toArray();
    photons = sums(nodes.photons());
  }

  int count() {
    return starts.length - 1;
  }

  /** Photons of each group. */
  double[] photons() {
    return photons;
  }

  /** The sums of values over each group. */
  double[] sums(double[] values) {
    double[] sums = new double[starts.length - 1];
    for (int g = 0; g < sums.length; g++) {
      for (int r = starts[g]; r < starts[g + 1]; r++) {
        sums[g] += values[r];
      }
    }
    return sums;
  }

  /** The means of values over the photons of each group. */
  double[] means(BeamNodes nodes, double[] values) {
    double[] weighted = new double[values.length];
    for (int r = 0; r < values.length; r++) {
      weighted[r] = nodes.photons()[r] * values[r];
    }
    double[] means = sums(weighted);
    for (int g = 0; g < means.length; g++) {
      means[g] /= photons[g];
    }
    return means;
  }
}
