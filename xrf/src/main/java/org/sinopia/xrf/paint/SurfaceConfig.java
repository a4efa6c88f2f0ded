package org.sinopia.xrf.paint;

import java.util.Objects;
import java.util.Optional;
import org.sinopia.xrf.pigment.PigmentLibrary;
import org.sinopia.xrf.recipe.RecipePlan;

/**
 * How pictures are painted.
 *
 * @param library pigments and eras
 * @param era name of a palette of the library; empty for a random one for each picture
 * @param ground what pictures are painted on; empty for a random one of the era
 * @param strokePixels mean area of a stroke in pixels, 1 to 10000
 * @param maxRecipes the most recipes of a picture, 1 to {@value RecipePlan#MAX_RECIPES}
 * @param maxStacks the most different stacks of layers of a picture, each of which has its own
 *     spectrum, if thickness alone can keep below it; 1 to 100000
 */
public record SurfaceConfig(
    PigmentLibrary library,
    Optional<String> era,
    Optional<GroundKind> ground,
    double strokePixels,
    int maxRecipes,
    int maxStacks) {

  /** Strokes of 20 pixels, at most 256 recipes and 1500 stacks, everything else by chance. */
  public static final SurfaceConfig DEFAULT =
      new SurfaceConfig(
          PigmentLibrary.builtin(), Optional.empty(), Optional.empty(), 20, 256, 1500);

  /**
   * Checks the configuration.
   *
   * @throws IllegalArgumentException if the library has no such era or a number is out of range
   */
  public SurfaceConfig {
    Objects.requireNonNull(library, "library");
    Objects.requireNonNull(ground, "ground");
    era.ifPresent(library::palette);
    if (!(strokePixels >= 1 && strokePixels <= 10_000)) {
      throw new IllegalArgumentException(
          "strokes of %s pixels, expected 1 to 10000".formatted(strokePixels));
    }
    within("recipes", maxRecipes, RecipePlan.MAX_RECIPES);
    within("stacks", maxStacks, 100_000);
  }

  private static void within(String name, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(
          "at most %d %s, expected 1 to %d".formatted(value, name, most));
    }
  }
}
