package org.sinopia.xrf.physics.apparatus;

import java.util.List;
import org.sinopia.xrf.physics.atom.CrossSections;

/**
 * The photons that excite a specimen, as a list of energies; a continuum is cut into steps.
 *
 * @param rays energies and numbers of photons
 */
public record Beam(List<Ray> rays) {

  /**
   * Photons of one energy.
   *
   * @param energyKev energy, {@value CrossSections#MIN_KEV} to {@value CrossSections#MAX_KEV}
   * @param photons their number, finite, 0 or more, in any one unit
   */
  public record Ray(double energyKev, double photons) {

    /**
     * Checks the ray.
     *
     * @throws IllegalArgumentException if a component is out of range
     */
    public Ray {
      if (!(energyKev >= CrossSections.MIN_KEV && energyKev <= CrossSections.MAX_KEV)) {
        throw new IllegalArgumentException(
            "beam: energy is %s keV, expected %s to %s"
                .formatted(energyKev, CrossSections.MIN_KEV, CrossSections.MAX_KEV));
      }
      if (!(photons >= 0) || Double.isInfinite(photons)) {
        throw new IllegalArgumentException(
            "beam: %s photons at %s keV, expected a finite number from 0"
                .formatted(photons, energyKev));
      }
    }
  }

  /** Copies the rays. */
  public Beam {
    rays = List.copyOf(rays);
  }

  /** A beam of one photon of one energy. */
  public static Beam monochromatic(double energyKev) {
    return new Beam(List.of(new Ray(energyKev, 1)));
  }

  /** The highest energy of a ray that has photons, in keV; 0 for a beam without photons. */
  public double endpointKev() {
    return rays.stream().filter(ray -> ray.photons > 0).mapToDouble(Ray::energyKev).max().orElse(0);
  }
}
