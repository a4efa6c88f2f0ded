package org.sinopia.xrf.paint;

import java.util.List;
import java.util.Objects;
import org.sinopia.xrf.colour.Reflectance;
import org.sinopia.xrf.physics.matter.Composition;
import org.sinopia.xrf.physics.matter.Layer;
import org.sinopia.xrf.recipe.Recipe;

/**
 * A coat of paint.
 *
 * @param recipe its pigments
 * @param binder what binds them
 * @param pigmentVolume share of the coat's volume that is pigment, above 0 to 1
 * @param thicknessUm thickness in µm, finite, above 0
 */
record Coat(Recipe recipe, Binder binder, double pigmentVolume, double thicknessUm) {

  /**
   * Checks the coat.
   *
   * @throws IllegalArgumentException if a number is out of range
   */
  public Coat {
    Objects.requireNonNull(recipe, "recipe");
    Objects.requireNonNull(binder, "binder");
    if (!(pigmentVolume > 0 && pigmentVolume <= 1)) {
      throw new IllegalArgumentException(
          "coat: pigment volume is %s, expected above 0 to 1".formatted(pigmentVolume));
    }
    if (!(thicknessUm > 0) || Double.isInfinite(thicknessUm)) {
      throw new IllegalArgumentException(
          "coat: thickness is %s µm, expected a finite number above 0".formatted(thicknessUm));
    }
  }

  /**
   * The coat as X-rays meet it: pigments and binder mixed by mass.
   *
   * @throws IllegalStateException if the composition of a pigment is unknown
   */
  public Layer layer() {
    double pigment = pigmentVolume * recipe.densityGcm3();
    double bound = (1 - pigmentVolume) * binder.densityGcm3();
    Composition composition = recipe.composition();
    if (bound > 0) {
      composition =
          Composition.mixture(
              List.of(
                  new Composition.Part(composition, pigment),
                  new Composition.Part(binder.composition(), bound)));
    }
    return new Layer(composition, pigment + bound, thicknessUm);
  }

  /** The look of the coat over something. */
  public Reflectance over(Reflectance below) {
    return recipe.optics().film(thicknessUm, pigmentVolume, below);
  }
}
