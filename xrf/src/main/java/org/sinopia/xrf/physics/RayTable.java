package org.sinopia.xrf.physics;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * A beam's rays by rising energy, and the elements' figures at them, so that specimens that one
 * instrument looks at share them. Safe for several threads.
 */
final class RayTable {

  // Rays with fewer photons than this share of the strongest excite nothing that counts.
  private static final double NEGLIGIBLE = 1e-12;

  private final double[] energyKev;
  private final double[] photons;
  private final double[] comptonKev;
  private final double cosine;
  private final double fromKev;
  private final ConcurrentMap<Element, ElementTable> elements = new ConcurrentHashMap<>();

  RayTable(Beam beam, Geometry geometry, double fromKev) {
    this.fromKev = Math.max(fromKev, CrossSections.MIN_KEV);
    double strongest = beam.rays().stream().mapToDouble(Beam.Ray::photons).max().orElse(0);
    List<Beam.Ray> rising =
        beam.rays().stream()
            .filter(ray -> ray.photons() > NEGLIGIBLE * strongest)
            .sorted(Comparator.comparingDouble(Beam.Ray::energyKev))
            .toList();
    energyKev = rising.stream().mapToDouble(Beam.Ray::energyKev).toArray();
    photons = rising.stream().mapToDouble(Beam.Ray::photons).toArray();
    cosine = geometry.cosScatter();
    comptonKev = new double[energyKev.length];
    for (int r = 0; r < comptonKev.length; r++) {
      double shifted = ScatteringFactors.comptonKev(energyKev[r], cosine);
      comptonKev[r] = shifted >= CrossSections.MIN_KEV ? shifted : 0;
    }
  }

  int count() {
    return energyKev.length;
  }

  double[] energyKev() {
    return energyKev;
  }

  double[] photons() {
    return photons;
  }

  /** Energies after Compton scatter, 0 below the tables. */
  double[] comptonKev() {
    return comptonKev;
  }

  /** Energy from which lines are wanted. */
  double fromKev() {
    return fromKev;
  }

  double cosine() {
    return cosine;
  }

  /** Figures of an element at the rays. */
  ElementTable element(Element element) {
    return elements.computeIfAbsent(element, e -> new ElementTable(e, this));
  }
}
