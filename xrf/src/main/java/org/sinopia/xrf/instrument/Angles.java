package org.sinopia.xrf.instrument;

import org.sinopia.xrf.physics.apparatus.Geometry;

/**
 * Directions of beam and detector, both from the surface.
 *
 * @param incidenceDeg 5 to 90 degrees
 * @param takeOffDeg 5 to 90 degrees
 */
public record Angles(double incidenceDeg, double takeOffDeg) {

  /**
   * Checks the angles.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public Angles {
    Check.range("incidence_deg", incidenceDeg, 5, 90);
    Check.range("take_off_deg", takeOffDeg, 5, 90);
  }

  Geometry geometry() {
    return new Geometry(incidenceDeg, takeOffDeg);
  }
}
