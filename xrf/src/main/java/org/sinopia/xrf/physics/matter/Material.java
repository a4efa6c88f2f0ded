package org.sinopia.xrf.physics.matter;

import java.util.Objects;
import java.util.OptionalDouble;

/**
 * The substance of a layer.
 *
 * @param composition its elements
 * @param densityGcm3 its density in g/cm³, above 0, if known
 */
public record Material(Composition composition, OptionalDouble densityGcm3) {

  /** Checks that both are there. */
  public Material {
    Objects.requireNonNull(composition, "composition");
    Objects.requireNonNull(densityGcm3, "densityGcm3");
  }

  /** A material of known density. */
  public static Material of(Composition composition, double densityGcm3) {
    return new Material(composition, OptionalDouble.of(densityGcm3));
  }

  /**
   * A compound in its written form. Its density is known for elements and for the minerals that
   * pigments, grounds and glazes consist of (Anthony et al., Handbook of Mineralogy).
   */
  public static Material ofFormula(String formula) {
    ChemicalFormula parsed = ChemicalFormula.parse(formula);
    return new Material(Composition.of(parsed), MineralDensity.of(parsed));
  }
}
