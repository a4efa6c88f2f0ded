package org.sinopia.xrf.recipe;

import java.util.Arrays;
import java.util.List;
import org.sinopia.xrf.colour.Lab;
import org.sinopia.xrf.pigment.LibraryPigment;

/**
 * The recipes of a palette: each pigment, each pair and each triple of coloured pigments in several
 * ratios, each of them lightened with white and darkened in steps, as a painter shades; and greys.
 *
 * <p>Steps are in <em>weight</em>, volume times scattering, so that half and half looks half way
 * between two pigments of any strength.
 */
final class RecipeSeries {
  private static final double[][] ONE = {{1}};
  private static final double[][] TWO = {
    {0.04, 0.96}, {0.14, 0.86}, {0.32, 0.68}, {0.5, 0.5}, {0.68, 0.32}, {0.86, 0.14}, {0.96, 0.04}
  };
  private static final double[][] THREE = {
    {0.34, 0.33, 0.33}, {0.7, 0.15, 0.15}, {0.15, 0.7, 0.15}, {0.15, 0.15, 0.7}
  };
  private static final double[] WHITE = {0, 0.2, 0.4, 0.6, 0.75, 0.86, 0.93, 0.97, 0.99};
  private static final double[] WHITE_OF_TRIPLES = {0, 0.4, 0.7, 0.9, 0.97};
  private static final double[] DARK = {0, 0.01, 0.03, 0.08, 0.2, 0.5};
  private static final double[] DARK_OF_PAIRS = {0, 0.02, 0.1};
  private static final double[] NONE = {0};

  /** Triples of more pigments than this would make hundreds of thousands of recipes. */
  private static final int MAX_OF_TRIPLES = 24;

  private static final int MAX_PIGMENTS = 100;

  private final List<LibraryPigment> pigments;
  private final PaletteMixer mixer;
  private final Plausibility plausibility;
  private final int white;
  private final int dark;
  private final RecipeTable table = new RecipeTable();

  private RecipeSeries(List<LibraryPigment> pigments) {
    this.pigments = pigments;
    this.mixer = new PaletteMixer(pigments);
    this.plausibility = new Plausibility(pigments);
    this.white = strongest(PigmentRole.WHITE);
    this.dark = strongest(PigmentRole.DARK);
  }

  static RecipeTable of(List<LibraryPigment> pigments) {
    if (pigments.isEmpty() || pigments.size() > MAX_PIGMENTS) {
      throw new IllegalArgumentException(
          "recipes: %d pigments, expected 1 to %d".formatted(pigments.size(), MAX_PIGMENTS));
    }
    return new RecipeSeries(pigments).all();
  }

  /** The pigment of a role that covers best, or −1. */
  private int strongest(PigmentRole role) {
    int best = -1;
    for (int i = 0; i < pigments.size(); i++) {
      if (PigmentRole.of(pigments.get(i)) == role
          && (best < 0 || mixer.strength(i) > mixer.strength(best))) {
        best = i;
      }
    }
    return best;
  }

  private RecipeTable all() {
    int count = pigments.size();
    for (int i = 0; i < count; i++) {
      shade(new int[] {i}, ONE, WHITE, DARK);
    }
    for (int i = 0; i < count; i++) {
      for (int j = i + 1; j < count; j++) {
        if (isColour(i) && isColour(j)) {
          shade(new int[] {i, j}, TWO, WHITE, DARK_OF_PAIRS);
          for (int k = j + 1; count <= MAX_OF_TRIPLES && k < count; k++) {
            if (isColour(k)) {
              shade(new int[] {i, j, k}, THREE, WHITE_OF_TRIPLES, NONE);
            }
          }
        }
      }
    }
    return table;
  }

  private boolean isColour(int pigment) {
    return pigment != white && pigment != dark;
  }

  private void shade(int[] base, double[][] ratios, double[] lighter, double[] darker) {
    long family = 0;
    for (int pigment : base) {
      family = family * (MAX_PIGMENTS + 1) + pigment + 1;
    }
    for (double[] ratio : ratios) {
      for (double light : lighter) {
        boolean takesWhite = light > 0;
        if (takesWhite && (white < 0 || contains(base, white))) {
          continue;
        }
        for (double shadow : darker) {
          boolean takesDark = shadow > 0;
          if (takesDark && (dark < 0 || contains(base, dark))) {
            continue;
          }
          int parts = base.length + (takesWhite ? 1 : 0) + (takesDark ? 1 : 0);
          if (parts > Recipe.MAX_PIGMENTS) {
            continue;
          }
          int[] recipe = Arrays.copyOf(base, parts);
          double[] volumes = Arrays.copyOf(ratio, parts);
          int at = base.length;
          if (takesWhite) {
            recipe[at] = white;
            volumes[at++] = light;
          }
          if (takesDark) {
            recipe[at] = dark;
            volumes[at] = shadow;
          }
          scale(recipe, volumes, base.length, (1 - light) * (1 - shadow));
          if (takesWhite) {
            volumes[base.length] *= 1 - shadow;
          }
          volumesOfWeights(recipe, volumes);
          Lab colour = mixer.colour(recipe, volumes);
          table.add(recipe, volumes, parts, colour, plausibility.of(recipe), family);
        }
      }
    }
  }

  private static void scale(int[] recipe, double[] weights, int count, double factor) {
    for (int i = 0; i < Math.min(count, recipe.length); i++) {
      weights[i] *= factor;
    }
  }

  private void volumesOfWeights(int[] recipe, double[] weights) {
    double sum = 0;
    for (int i = 0; i < recipe.length; i++) {
      weights[i] /= mixer.strength(recipe[i]);
      sum += weights[i];
    }
    for (int i = 0; i < recipe.length; i++) {
      weights[i] /= sum;
    }
  }

  private static boolean contains(int[] base, int pigment) {
    for (int other : base) {
      if (other == pigment) {
        return true;
      }
    }
    return false;
  }
}
