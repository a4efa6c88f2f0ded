package org.sinopia.xrf.physics.matter;

import org.sinopia.xrf.physics.atom.CrossSections;
import org.sinopia.xrf.physics.atom.Element;

/**
 * A window of beryllium, density 1.848 g/cm³.
 *
 * @param thicknessUm thickness in µm, finite, 0 or more
 */
public record BerylliumWindow(double thicknessUm) implements Absorber {

  private static final Element BERYLLIUM = Element.of("Be");

  /**
   * Checks the thickness.
   *
   * @throws IllegalArgumentException if it is not finite or below 0
   */
  public BerylliumWindow {
    if (!(thicknessUm >= 0) || Double.isInfinite(thicknessUm)) {
      throw new IllegalArgumentException(
          "beryllium window: thickness is %s µm, expected a finite number from 0"
              .formatted(thicknessUm));
    }
  }

  @Override
  public double transmission(double energyKev) {
    return StrictMath.exp(
        -CrossSections.of(BERYLLIUM).attenuation(energyKev)
            * BERYLLIUM.densityGcm3()
            * thicknessUm
            * 1e-4);
  }
}
