package org.sinopia.xrf.instrument;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;
import org.sinopia.xrf.physics.matter.Polycapillary;

/**
 * The optics that forms the beam.
 *
 * @param kind a pinhole, which passes all energies alike, or a polycapillary lens
 * @param halfKev energy at which the lens passes half as much as soft photons, in keV, above 0 to
 *     100; 0 for a pinhole
 * @param power steepness of the lens's roll-off, above 0 to 10, see {@link Polycapillary}; 0 for a
 *     pinhole
 * @param beamSr solid angle that the beam takes from the tube, in steradian, 1e-9 to 1
 */
public record Optics(Kind kind, double halfKev, double power, double beamSr) {

  /** Kinds of optics. */
  public enum Kind {
    /** A hole in a plate. */
    @JsonProperty("pinhole")
    PINHOLE,
    /** A bundle of glass capillaries. */
    @JsonProperty("polycapillary")
    POLYCAPILLARY
  }

  /**
   * Checks the optics.
   *
   * @throws IllegalArgumentException if a number is out of range
   */
  public Optics {
    if (kind == Kind.POLYCAPILLARY) {
      Check.range("half_kev", halfKev, 1, 100);
      Check.range("power", power, 0.1, 10);
    } else {
      Check.range("half_kev of a pinhole", halfKev, 0, 0);
      Check.range("power of a pinhole", power, 0, 0);
    }
    Check.range("beam_sr", beamSr, 1e-9, 1);
  }

  static Optics pinhole(double beamSr) {
    return new Optics(Kind.PINHOLE, 0, 0, beamSr);
  }

  Optional<Polycapillary> absorber() {
    return kind == Kind.POLYCAPILLARY
        ? Optional.of(new Polycapillary(halfKev, power))
        : Optional.empty();
  }
}
