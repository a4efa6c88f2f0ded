package org.sinopia.xrf.physics.table;

import java.util.Comparator;
import java.util.List;
import org.sinopia.xrf.physics.apparatus.Beam;
import org.sinopia.xrf.physics.apparatus.Geometry;
import org.sinopia.xrf.physics.atom.CrossSections;
import org.sinopia.xrf.physics.atom.ScatteringFactors;

/** A beam's rays by rising energy, and after Compton scatter towards the detector. Immutable. */
public final class RayTable {

  // Rays with fewer photons than this share of the strongest excite nothing that counts.
  private static final double NEGLIGIBLE = 1e-12;

  private final double[] energyKev;
  private final double[] photons;
  private final double[] comptonKev;

  /** Sorts the rays of a beam. */
  public RayTable(Beam beam, Geometry geometry) {
    double strongest = beam.rays().stream().mapToDouble(Beam.Ray::photons).max().orElse(0);
    List<Beam.Ray> rising =
        beam.rays().stream()
            .filter(ray -> ray.photons() > NEGLIGIBLE * strongest)
            .sorted(Comparator.comparingDouble(Beam.Ray::energyKev))
            .toList();
    energyKev = rising.stream().mapToDouble(Beam.Ray::energyKev).toArray();
    photons = rising.stream().mapToDouble(Beam.Ray::photons).toArray();
    comptonKev = comptonKev(energyKev, geometry);
  }

  /** Energies after Compton scatter towards the detector, 0 below the tables. */
  static double[] comptonKev(double[] energyKev, Geometry geometry) {
    double[] scattered = new double[energyKev.length];
    for (int r = 0; r < scattered.length; r++) {
      double shifted = ScatteringFactors.comptonKev(energyKev[r], geometry.cosScatter());
      scattered[r] = shifted >= CrossSections.MIN_KEV ? shifted : 0;
    }
    return scattered;
  }

  /** Number of rays. */
  public int count() {
    return energyKev.length;
  }

  /** Energies, rising, in keV. */
  public double[] energyKev() {
    return energyKev;
  }

  /** Photons of each ray. */
  public double[] photons() {
    return photons;
  }

  /** Energies after Compton scatter, 0 below the tables. */
  public double[] comptonKev() {
    return comptonKev;
  }
}
