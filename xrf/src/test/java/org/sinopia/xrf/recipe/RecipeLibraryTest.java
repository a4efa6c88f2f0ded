package org.sinopia.xrf.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.sinopia.xrf.colour.Ciede2000;
import org.sinopia.xrf.colour.Lab;
import org.sinopia.xrf.pigment.LibraryPigment;
import org.sinopia.xrf.pigment.PigmentLibrary;

class RecipeLibraryTest {
  private static final PigmentLibrary PIGMENTS = PigmentLibrary.builtin();
  private static final RecipeLibrary TWELVE = RecipeLibrary.of(PIGMENTS.palette("etruscan"));

  @Test
  void aPaletteMakesThousandsOfRecipesOfOneToFourPigments() {
    assertTrue(TWELVE.size() > 5000, TWELVE.size() + " recipes");
    boolean[] seen = new boolean[5];
    for (int i = 0; i < TWELVE.size(); i += 7) {
      Recipe recipe = TWELVE.recipe(i);
      seen[recipe.parts().size()] = true;
      double difference = Ciede2000.difference(TWELVE.colour(i), recipe.optics().opaque().toLab());
      assertTrue(difference < 1e-6, recipe + ": " + difference);
      assertTrue(TWELVE.plausibility(i) > 0);
    }
    for (int parts = 1; parts <= Recipe.MAX_PIGMENTS; parts++) {
      assertTrue(seen[parts], parts + " pigments");
    }
  }

  /** The masstones themselves are recipes, so the nearest recipe of a masstone is the pigment. */
  @Test
  void theNearestRecipeOfAMasstoneIsThePigmentAlone() {
    for (LibraryPigment pigment : TWELVE.pigments()) {
      int nearest = TWELVE.nearest(pigment.optics().opaque().toLab(), 1)[0];
      assertEquals(Recipe.of(pigment), TWELVE.recipe(nearest));
    }
  }

  /** The grid finds what a search through all finds, near the colours that can be mixed. */
  @Property(tries = 150)
  void theSearchFindsTheNearest(
      @ForAll @IntRange(max = 11_000) int recipe,
      @ForAll @DoubleRange(min = -6, max = 6) double dL,
      @ForAll @DoubleRange(min = -6, max = 6) double dA,
      @ForAll @DoubleRange(min = -6, max = 6) double dB) {
    Lab mixed = TWELVE.colour(recipe);
    Lab colour = new Lab(mixed.l() + dL, mixed.a() + dA, mixed.b() + dB);
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < TWELVE.size(); i++) {
      least = Math.min(least, Ciede2000.difference(colour, TWELVE.colour(i)));
    }
    int[] nearest = TWELVE.nearest(colour, 20);
    assertEquals(20, nearest.length);
    double found = Ciede2000.difference(colour, TWELVE.colour(nearest[0]));
    // ΔE00 bends away from its weights at the colour sought the farther the next colour is.
    assertTrue(found <= 1.1 * least + 0.02, found + " against " + least);
    double before = 0;
    for (int number : nearest) {
      double difference = Ciede2000.difference(colour, TWELVE.colour(number));
      assertTrue(difference >= before);
      before = difference;
    }
  }

  @Test
  void shadingKeepsTheFamily() {
    RecipeLibrary blues =
        RecipeLibrary.of(
            List.of(
                PIGMENTS.pigment("lead white"),
                PIGMENTS.pigment("azurite"),
                PIGMENTS.pigment("carbon black")));
    int azurite = blues.nearest(PIGMENTS.pigment("azurite").masstone().toLab(), 1)[0];
    int lighter = -1;
    for (int i = 0; i < blues.size(); i++) {
      Recipe recipe = blues.recipe(i);
      if (recipe.parts().size() == 2
          && recipe.parts().stream().anyMatch(p -> p.pigment().name().equals("azurite"))
          && recipe.parts().stream().anyMatch(p -> p.pigment().name().equals("lead white"))) {
        lighter = i;
        assertEquals(blues.family(azurite), blues.family(i));
        assertTrue(blues.colour(i).l() > blues.colour(azurite).l());
      }
    }
    assertTrue(lighter >= 0);
  }

  @Property(tries = 60)
  void paintersPalettesHaveAWhiteAndADarkPigmentOfTheirEra(
      @ForAll long seed, @ForAll @IntRange(max = 6) int which) {
    String era = PIGMENTS.paletteNames().stream().skip(which).findFirst().orElseThrow();
    PaintersPalette palette = PaintersPalette.draw(PIGMENTS, era, seed);
    int size = palette.pigments().size();
    assertTrue(size >= PaintersPalette.MIN_PIGMENTS && size <= PaintersPalette.MAX_PIGMENTS);
    assertTrue(PIGMENTS.palette(era).containsAll(palette.pigments()));
    assertEquals(size, palette.pigments().stream().distinct().count());
    for (PigmentRole role : List.of(PigmentRole.WHITE, PigmentRole.DARK)) {
      assertTrue(palette.pigments().stream().anyMatch(p -> PigmentRole.of(p) == role), era);
    }
    assertTrue(palette.pigments().stream().noneMatch(p -> PigmentRole.of(p) == PigmentRole.LEAF));
    assertEquals(palette, PaintersPalette.draw(PIGMENTS, era, seed));
  }

  @Test
  void badPalettesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> RecipeLibrary.of(List.of()));
    assertThrows(IllegalArgumentException.class, () -> PaintersPalette.draw(PIGMENTS, "gothic", 1));
  }
}
