package org.sinopia.xrf.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sinopia.xrf.colour.Lab;
import org.sinopia.xrf.colour.Srgb;
import org.sinopia.xrf.pigment.PigmentLibrary;

/** Colours of eight real paintings; {@code xrf/src/test/python/painting_colours.py} drew them. */
class PaintingColoursTest {
  private static final PigmentLibrary PIGMENTS = PigmentLibrary.builtin();
  private static final int DRAWS = 5;

  private static final Map<String, List<Lab>> BY_ERA = new TreeMap<>();

  @BeforeAll
  static void read() throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                PaintingColoursTest.class.getResourceAsStream("painting-colours.csv"),
                StandardCharsets.UTF_8))) {
      for (String line : lines.lines().skip(1).toList()) {
        String[] cells = line.split(",", -1);
        BY_ERA
            .computeIfAbsent(cells[1], era -> new ArrayList<>())
            .add(Srgb.ofHex(cells[2]).toLab());
      }
    }
    assertEquals(512, BY_ERA.values().stream().mapToInt(List::size).sum());
  }

  /** ΔE00 of the planned recipes from the colours of an era's paintings, sorted. */
  private static double[] differences(PaintersPalette palette, List<Lab> colours, long seed) {
    double[] areas = new double[colours.size()];
    Arrays.fill(areas, 1);
    RecipePlan plan =
        RecipePlan.of(
            RecipeLibrary.of(palette.pigments()),
            colours.toArray(Lab[]::new),
            areas,
            RecipePlan.MAX_RECIPES,
            seed);
    double[] found = new double[colours.size()];
    for (int i = 0; i < found.length; i++) {
      found[i] = plan.difference(i, colours.get(i));
    }
    return found;
  }

  private static double median(List<double[]> differences) {
    double[] all = differences.stream().flatMapToDouble(Arrays::stream).sorted().toArray();
    return all[all.length / 2];
  }

  @Test
  void twelvePigmentsAreWithinThreeOfThePaintingsColours() {
    List<double[]> differences = new ArrayList<>();
    BY_ERA.forEach(
        (era, colours) -> {
          for (int seed = 1; seed <= DRAWS; seed++) {
            differences.add(
                differences(PaintersPalette.draw(PIGMENTS, era, 12, seed), colours, seed));
          }
        });
    double median = median(differences);
    assertTrue(median <= 3, "median " + median);
  }

  @Test
  void palettesOfAnEraAreWithinTwoOfThePaintingsColours() {
    List<double[]> differences = new ArrayList<>();
    BY_ERA.forEach(
        (era, colours) ->
            differences.add(differences(PaintersPalette.whole(PIGMENTS, era), colours, 1)));
    double median = median(differences);
    assertTrue(median <= 2, "median " + median);
  }
}
