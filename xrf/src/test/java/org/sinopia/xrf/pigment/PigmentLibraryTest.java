package org.sinopia.xrf.pigment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sinopia.xrf.colour.Ciede2000;
import org.sinopia.xrf.colour.Lab;
import org.sinopia.xrf.colour.PaintOptics;
import org.sinopia.xrf.physics.atom.Element;

class PigmentLibraryTest {
  private static final PigmentLibrary LIBRARY = PigmentLibrary.builtin();

  @Test
  void thePigmentsOfEveryAgeAreThere() {
    for (String name :
        List.of(
            "lead white",
            "chalk",
            "gypsum",
            "azurite",
            "malachite",
            "natural ultramarine",
            "Egyptian blue",
            "indigo",
            "verdigris",
            "emerald green",
            "lead-tin yellow",
            "massicot",
            "Naples yellow",
            "orpiment",
            "realgar",
            "minium",
            "vermilion",
            "madder lake",
            "kermes lake",
            "raw sienna",
            "burnt sienna",
            "raw umber",
            "burnt umber",
            "bone black",
            "Prussian blue",
            "chrome yellow",
            "viridian",
            "cadmium yellow",
            "cadmium red",
            "zinc white",
            "lithopone",
            "synthetic ultramarine",
            "gold leaf",
            "tin foil",
            "silver leaf")) {
      assertEquals(name, LIBRARY.pigment(name).name());
    }
    assertEquals(
        Set.of("etruscan", "medieval", "renaissance", "baroque", "nineteenth", "modern", "all"),
        LIBRARY.paletteNames());
    assertEquals(LIBRARY.pigments(), LIBRARY.palette("all"));
    assertEquals(12, LIBRARY.palette("etruscan").size());
  }

  @Test
  void everyPigmentHasItsNoteAndSourceAndReturnsItsMasstone() {
    for (LibraryPigment pigment : LIBRARY.pigments()) {
      assertTrue(pigment.note().length() > 40, pigment.name());
      assertFalse(pigment.source().isBlank(), pigment.name());
      double difference =
          Ciede2000.difference(pigment.masstone().toLab(), pigment.optics().opaque().toLab());
      assertTrue(difference <= 0.1, pigment.name() + ": " + difference);
    }
  }

  /** The elements by which a conservation scientist tells the pigment. */
  @ParameterizedTest
  @CsvSource({
    "lead white,Pb",
    "azurite,Cu",
    "malachite,Cu",
    "Egyptian blue,Cu Ca Si",
    "emerald green,Cu As",
    "lead-tin yellow,Pb Sn",
    "Naples yellow,Pb Sb",
    "orpiment,As S",
    "realgar,As S",
    "minium,Pb",
    "massicot,Pb",
    "vermilion,Hg S",
    "raw umber,Fe Mn",
    "burnt umber,Fe Mn",
    "bone black,P Ca",
    "Prussian blue,Fe K",
    "chrome yellow,Pb Cr",
    "viridian,Cr",
    "cadmium yellow,Cd S",
    "cadmium red,Cd Se",
    "zinc white,Zn",
    "lithopone,Ba Zn S",
    "natural ultramarine,Na Al Si S Ca",
    "synthetic ultramarine,Na Al Si S",
    "madder lake,Al Ca K",
    "kermes lake,Al Ca K",
    "gold leaf,Au Ag",
    "tin foil,Sn",
    "silver leaf,Ag",
    "smalt,Co As Ni K Bi"
  })
  void pigmentsHaveTheirKeyElements(String name, String symbols) {
    Map<Element, Double> fractions = LIBRARY.pigment(name).composition().massFractions();
    for (String symbol : List.of(symbols.split(" "))) {
      assertTrue(fractions.containsKey(Element.of(symbol)), name + ": " + symbol);
    }
  }

  /** Mass fractions known from the formulas: 2PbCO3·Pb(OH)2 is 80.1 % lead, HgS 86.2 % mercury. */
  @Test
  void compositionsFollowFromFormulas() {
    assertEquals(0.862, fraction("vermilion", "Hg"), 0.008);
    assertEquals(0.80, fraction("lead white", "Pb"), 0.01);
    assertEquals(0.58, fraction("orpiment", "As"), 0.02);
    assertEquals(0.55, fraction("azurite", "Cu"), 0.03);
    assertEquals(0.80, fraction("zinc white", "Zn"), 0.01);
  }

  private static double fraction(String name, String symbol) {
    return LIBRARY.pigment(name).composition().massFractions().get(Element.of(symbol));
  }

  @Test
  void palettesHoldOnlyWhatWasInUse() {
    Map<String, Integer> years =
        Map.of(
            "medieval",
            1390,
            "renaissance",
            1550,
            "baroque",
            1730,
            "nineteenth",
            1885,
            "modern",
            1955);
    years.forEach(
        (palette, year) -> {
          for (LibraryPigment pigment : LIBRARY.palette(palette)) {
            assertTrue(pigment.years().contains(year), palette + ": " + pigment.name());
          }
        });
    assertFalse(LIBRARY.pigment("titanium white").years().contains(1900));
    assertFalse(LIBRARY.pigment("lead-tin yellow").years().contains(1800));
  }

  @Test
  void tintsGrowLighterWithEveryShareOfWhite() {
    for (LibraryPigment pigment : LIBRARY.pigments()) {
      LibraryPigment white = LIBRARY.pigment("lead white");
      double before = pigment.optics().opaque().toLab().l();
      if (before > 90) {
        continue;
      }
      for (int i = 1; i <= 50; i++) {
        Lab tint =
            PaintOptics.mixture(List.of(pigment.optics(), white.optics()), 1 - i / 50.0, i / 50.0)
                .opaque()
                .toLab();
        assertTrue(tint.l() > before, pigment.name() + " with " + i + "/50 of white");
        before = tint.l();
      }
    }
  }

  @Test
  void namesAreFoundWithoutRegardToCaseAndByAlias() {
    LibraryPigment ochre = LIBRARY.pigment("gold ochre");
    assertSame(ochre, LIBRARY.pigment(" Yellow Ochre "));
    assertSame(LIBRARY.pigment("natural ultramarine"), LIBRARY.pigment("lapis lazuli"));
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> LIBRARY.pigment("beige"))
            .getMessage()
            .startsWith("unknown pigment 'beige' (known: red ochre, "));
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> LIBRARY.palette("gothic"))
            .getMessage()
            .endsWith(
                "(known: etruscan, medieval, renaissance, baroque, nineteenth, modern, all)"));
  }

  @Test
  void librariesThatContradictThemselvesAreRefused() {
    LibraryPigment chalk = LIBRARY.pigment("chalk");
    assertRefused("'chalk' is also a name of 'chalk'", List.of(chalk, chalk), Map.of());
    assertRefused("no pigments", List.of(), Map.of());
    assertRefused("no pigment 'beige'", List.of(chalk), Map.of("mine", List.of("beige")));
    assertRefused("in it twice", List.of(chalk), Map.of("mine", List.of("chalk", "whiting")));
    assertRefused("always holds", List.of(chalk), Map.of("all", List.of("chalk")));
  }

  private static void assertRefused(
      String message, List<LibraryPigment> pigments, Map<String, List<String>> palettes) {
    SequencedMap<String, List<String>> lists = new LinkedHashMap<>(palettes);
    String found =
        assertThrows(IllegalArgumentException.class, () -> new PigmentLibrary(pigments, lists))
            .getMessage();
    assertTrue(found.contains(message), found);
  }

  @Test
  void noTwoPigmentsOfAPaletteAreTheSameInColourAndElements() {
    for (String palette : LIBRARY.paletteNames()) {
      List<LibraryPigment> pigments = LIBRARY.palette(palette);
      Set<String> seen =
          pigments.stream()
              .map(p -> p.masstone().toHex() + p.composition().massFractions())
              .collect(Collectors.toSet());
      assertEquals(pigments.size(), seen.size(), palette);
    }
  }
}
