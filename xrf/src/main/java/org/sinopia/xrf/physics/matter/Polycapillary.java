package org.sinopia.xrf.physics.matter;

/**
 * A polycapillary lens. Total reflection passes photons up to an angle that falls with their
 * energy, so the lens transmits less and less of the harder ones: 1/(1 + (E/E½)ᵖ), relative to soft
 * photons.
 *
 * @param halfKev energy E½ at which half as many pass, in keV, above 0 to 100
 * @param power steepness p, above 0 to 10
 */
public record Polycapillary(double halfKev, double power) implements Absorber {

  /**
   * Checks the lens.
   *
   * @throws IllegalArgumentException if a value is out of range
   */
  public Polycapillary {
    if (!(halfKev > 0 && halfKev <= 100) || !(power > 0 && power <= 10)) {
      throw new IllegalArgumentException(
          "polycapillary: half-point %s keV and power %s, expected above 0 to 100 and above 0 to 10"
              .formatted(halfKev, power));
    }
  }

  @Override
  public double transmission(double energyKev) {
    return 1 / (1 + StrictMath.pow(energyKev / halfKev, power));
  }
}
