package org.sinopia.xrf.recipe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;
import org.sinopia.xrf.physics.atom.Element;
import org.sinopia.xrf.pigment.LibraryPigment;
import org.sinopia.xrf.pigment.PigmentLibrary;

class RecipeTest {
  private static final LibraryPigment WHITE = PigmentLibrary.builtin().pigment("lead white");
  private static final LibraryPigment RED = PigmentLibrary.builtin().pigment("vermilion");
  private static final LibraryPigment LAKE = PigmentLibrary.builtin().pigment("madder lake");

  @Test
  void sharesByMassAndVolumeConvertByDensity() {
    Recipe recipe = Recipe.ofMasses(List.of(LAKE, WHITE), 1, 3);
    double lake = 1 / LAKE.densityGcm3();
    double white = 3 / WHITE.densityGcm3();
    // A third of the mass is more than half of the volume: lakes are light.
    assertEquals(LAKE, recipe.parts().getFirst().pigment());
    for (Recipe.Part part : recipe.parts()) {
      double expected = (part.pigment().equals(LAKE) ? lake : white) / (lake + white);
      assertEquals(expected, part.volume(), 1e-12);
    }
    assertEquals(4 / (lake + white), recipe.densityGcm3(), 1e-12);
  }

  @Property
  void massesReturnFromVolumes(
      @ForAll @DoubleRange(min = 0.001, max = 100) @Scale(3) double a,
      @ForAll @DoubleRange(min = 0.001, max = 100) @Scale(3) double b) {
    Recipe recipe = Recipe.ofMasses(List.of(RED, WHITE), a, b);
    double[] masses = recipe.masses();
    boolean redFirst = recipe.parts().getFirst().pigment().equals(RED);
    assertArrayEquals(
        redFirst
            ? new double[] {a / (a + b), b / (a + b)}
            : new double[] {b / (a + b), a / (a + b)},
        masses,
        1e-9);
  }

  @Test
  void compositionWeighsByMass() {
    Recipe recipe = Recipe.ofMasses(List.of(RED, WHITE), 1, 1);
    double mercury = recipe.composition().massFractions().get(Element.of("Hg"));
    double alone = RED.composition().massFractions().get(Element.of("Hg"));
    assertEquals(alone / 2, mercury, 1e-12);
  }

  @Test
  void pinkIsLighterThanRedAndOrderDoesNotMatter() {
    Recipe pink = new Recipe(List.of(new Recipe.Part(RED, 1), new Recipe.Part(WHITE, 9)));
    Recipe same = new Recipe(List.of(new Recipe.Part(WHITE, 0.9), new Recipe.Part(RED, 0.1)));
    assertEquals(pink, same);
    assertTrue(pink.optics().opaque().toLab().l() > RED.masstone().toLab().l() + 10);
    assertEquals(0.9 * 0.5 + 0.1 * 0.35, pink.pigmentVolume(false), 1e-12);
    assertEquals(0.1 * 0.35, pink.pigmentVolume(true), 1e-12);
  }

  @Test
  void badRecipesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Recipe(List.of()));
    assertThrows(IllegalArgumentException.class, () -> new Recipe.Part(RED, 0));
    assertThrows(IllegalArgumentException.class, () -> Recipe.ofMasses(List.of(RED), 1, 2));
    Recipe.Part red = new Recipe.Part(RED, 1);
    assertEquals(
        "recipe: 'vermilion' is in it twice",
        assertThrows(IllegalArgumentException.class, () -> new Recipe(List.of(red, red)))
            .getMessage());
  }
}
