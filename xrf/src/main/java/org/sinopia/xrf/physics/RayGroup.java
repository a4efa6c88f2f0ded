package org.sinopia.xrf.physics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.sinopia.xrf.physics.apparatus.Beam;
import org.sinopia.xrf.physics.atom.ShellProduction;

/** Rays of a beam of nearly equal energy with none of a set of absorption edges between them. */
final class RayGroup {

  private static final double WIDTH = 1.05;

  private final List<Beam.Ray> rays = new ArrayList<>();
  private double photons;
  private double moment;

  private RayGroup() {}

  /**
   * Sorts the rays of a beam into groups.
   *
   * @param edgesKev energies that no group may straddle, in any order
   */
  static List<RayGroup> of(Beam beam, double[] edgesKev) {
    List<RayGroup> groups = new ArrayList<>();
    List<Beam.Ray> rising =
        beam.rays().stream()
            .filter(ray -> ray.photons() > 0)
            .sorted(Comparator.comparingDouble(Beam.Ray::energyKev))
            .toList();
    for (Beam.Ray ray : rising) {
      if (groups.isEmpty() || !groups.getLast().accepts(ray.energyKev(), edgesKev)) {
        groups.add(new RayGroup());
      }
      groups.getLast().add(ray);
    }
    return groups;
  }

  private boolean accepts(double energyKev, double[] edgesKev) {
    double first = rays.getFirst().energyKev();
    boolean together = energyKev <= WIDTH * first;
    for (int i = 0; together && i < edgesKev.length; i++) {
      together = edgesKev[i] <= first || edgesKev[i] > energyKev;
    }
    return together;
  }

  private void add(Beam.Ray ray) {
    rays.add(ray);
    photons += ray.photons();
    moment += ray.photons() * ray.energyKev();
  }

  /** Number of photons. */
  double photons() {
    return photons;
  }

  /** Mean energy of the photons. */
  double energyKev() {
    return moment / photons;
  }

  /** A shell's production, in the mean over the photons. */
  double production(ShellProduction production) {
    if (rays.getLast().energyKev() < production.thresholdKev()) {
      return 0;
    }
    double sum = 0;
    for (Beam.Ray ray : rays) {
      sum += ray.photons() * production.at(ray.energyKev());
    }
    return sum / photons;
  }
}
