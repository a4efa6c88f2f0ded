package org.sinopia.xrf.recipe;

import java.util.List;
import java.util.Set;
import org.sinopia.xrf.pigment.LibraryPigment;

/**
 * How likely a painter mixes pigments, up to a factor: a third for each pigment after the second,
 * and a fifth for each pair that treatises advise against because it darkens or fades.
 */
final class Plausibility {
  private static final double[] BY_PIGMENTS = {1, 1, 0.35, 0.12};
  private static final double INCOMPATIBLE = 0.2;

  // Sulphides of arsenic darken copper and lead; verdigris browns with lead white and sulphides
  // (Cennini, ch. 47, 56; Eastlake, Materials, vol. I, p. 440-461; Field, Chromatography, 1835).
  private static final List<List<Set<String>>> PAIRS =
      List.of(
          List.of(
              Set.of("orpiment", "realgar"),
              Set.of(
                  "lead white",
                  "minium",
                  "massicot",
                  "lead-tin yellow",
                  "verdigris",
                  "emerald green",
                  "azurite",
                  "malachite")),
          List.of(Set.of("verdigris"), Set.of("lead white", "vermilion", "cinnabar")),
          List.of(
              Set.of("emerald green"),
              Set.of("cadmium yellow", "cadmium red", "synthetic ultramarine", "vermilion")));

  private final boolean[][] incompatible;

  /** The plausibility of mixtures of the pigments of a palette. */
  Plausibility(List<LibraryPigment> pigments) {
    incompatible = new boolean[pigments.size()][pigments.size()];
    for (int a = 0; a < incompatible.length; a++) {
      for (int b = 0; b < incompatible.length; b++) {
        String first = pigments.get(a).name();
        String second = pigments.get(b).name();
        incompatible[a][b] =
            PAIRS.stream()
                .anyMatch(p -> p.getFirst().contains(first) && p.getLast().contains(second));
      }
    }
  }

  /** The plausibility of a mixture of pigments by their places on the palette. */
  double of(int[] recipe) {
    double plausibility = BY_PIGMENTS[recipe.length - 1];
    for (int a : recipe) {
      for (int b : recipe) {
        if (incompatible[a][b]) {
          plausibility *= INCOMPATIBLE;
        }
      }
    }
    return plausibility;
  }
}
