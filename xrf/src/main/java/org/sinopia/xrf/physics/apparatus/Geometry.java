package org.sinopia.xrf.physics.apparatus;

/**
 * The directions of beam and detector, both in one plane with the surface's normal, on either side
 * of it.
 *
 * @param incidenceDeg angle ψ_in between the surface and the beam, above 0 to 90 degrees
 * @param takeOffDeg angle ψ_out between the surface and the line to the detector, above 0 to 90
 *     degrees
 */
public record Geometry(double incidenceDeg, double takeOffDeg) {

  /** Both at 45 degrees, so that scatter is seen at a right angle. */
  public static final Geometry DEFAULT = new Geometry(45, 45);

  /**
   * Checks the angles.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public Geometry {
    if (!(incidenceDeg > 0 && incidenceDeg <= 90) || !(takeOffDeg > 0 && takeOffDeg <= 90)) {
      throw new IllegalArgumentException(
          "geometry: incidence %s and take-off %s degrees, expected each above 0 to 90"
              .formatted(incidenceDeg, takeOffDeg));
    }
  }

  /** sin ψ_in. */
  public double sinIncidence() {
    return StrictMath.sin(Math.toRadians(incidenceDeg));
  }

  /** sin ψ_out. */
  public double sinTakeOff() {
    return StrictMath.sin(Math.toRadians(takeOffDeg));
  }

  /** Cosine of the angle by which a photon turns on its way from tube to detector, ψ_in + ψ_out. */
  public double cosScatter() {
    return StrictMath.cos(Math.toRadians(incidenceDeg + takeOffDeg));
  }
}
