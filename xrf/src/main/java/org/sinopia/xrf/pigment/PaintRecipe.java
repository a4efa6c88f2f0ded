package org.sinopia.xrf.pigment;

import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.sinopia.xrf.colour.Srgb;
import org.sinopia.xrf.physics.matter.Composition;

/**
 * The composition of a paint.
 *
 * @param name what painters call the pigment
 * @param colour its colour
 * @param note what it is and where it is met
 * @param masses mass of each constituent by its formula (see {@link
 *     org.sinopia.xrf.physics.matter.ChemicalFormula#parse}), in any one unit
 * @param densityGcm3 density of the dry pigment in g/cm³, above 0
 * @param thicknessUm usual thickness of the paint layer in µm, above 0
 */
public record PaintRecipe(
    String name,
    Srgb colour,
    String note,
    SortedMap<String, Double> masses,
    double densityGcm3,
    double thicknessUm) {

  /**
   * Checks and copies the recipe.
   *
   * @throws IllegalArgumentException if a formula cannot be read or a number is out of range
   */
  public PaintRecipe {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(colour, "colour");
    Objects.requireNonNull(note, "note");
    masses = Collections.unmodifiableSortedMap(new TreeMap<>(masses));
    composition(masses);
    if (!(densityGcm3 > 0) || Double.isInfinite(densityGcm3)) {
      throw new IllegalArgumentException(
          "paint '%s': density is %s g/cm³, expected a finite number above 0"
              .formatted(name, densityGcm3));
    }
    if (!(thicknessUm > 0) || Double.isInfinite(thicknessUm)) {
      throw new IllegalArgumentException(
          "paint '%s': thickness is %s µm, expected a finite number above 0"
              .formatted(name, thicknessUm));
    }
  }

  /**
   * A coat of one pigment of a library.
   *
   * @throws IllegalArgumentException if only the pigment's spectrum is known
   */
  public static PaintRecipe of(LibraryPigment pigment) {
    return new PaintRecipe(
        pigment.name(),
        pigment.masstone(),
        pigment.note(),
        pigment.masses(),
        pigment.densityGcm3(),
        pigment.thicknessUm());
  }

  /** Composition of the dry pigment. */
  public Composition composition() {
    return composition(masses);
  }

  private static Composition composition(SortedMap<String, Double> masses) {
    return Composition.mixture(
        masses.entrySet().stream()
            .map(entry -> Composition.Part.of(entry.getKey(), entry.getValue()))
            .toList());
  }
}
