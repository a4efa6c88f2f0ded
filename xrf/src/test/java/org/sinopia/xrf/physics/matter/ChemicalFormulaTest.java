package org.sinopia.xrf.physics.matter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sinopia.xrf.physics.atom.Element;

class ChemicalFormulaTest {

  private static void assertAtoms(String formula, Object... symbolsAndCounts) {
    Map<String, Double> expected = new TreeMap<>();
    for (int i = 0; i < symbolsAndCounts.length; i += 2) {
      expected.put((String) symbolsAndCounts[i], ((Number) symbolsAndCounts[i + 1]).doubleValue());
    }
    Map<String, Double> actual = new TreeMap<>();
    ChemicalFormula.parse(formula).atoms().forEach((e, n) -> actual.put(e.symbol(), n));
    assertEquals(expected.keySet(), actual.keySet(), formula);
    expected.forEach((symbol, count) -> assertEquals(count, actual.get(symbol), 1e-12, formula));
  }

  @ParameterizedTest
  @ValueSource(strings = {"CaSO4·2H2O", "CaSO4.2H2O", "CaSO4*2H2O", "CaSO₄·2H₂O", "CaSO4•2(H2O)"})
  void gypsumReadsTheSameInEveryHand(String formula) {
    assertAtoms(formula, "Ca", 1, "S", 1, "O", 6, "H", 4);
  }

  @Test
  void fractionsGroupsAndFactorsCount() {
    assertAtoms("Fe0.95O", "Fe", 0.95, "O", 1);
    assertAtoms("CaSO4.0.5H2O", "Ca", 1, "S", 1, "O", 4.5, "H", 1);
    assertAtoms("CaSO4·0.5H2O", "Ca", 1, "S", 1, "O", 4.5, "H", 1);
    assertAtoms("CaSO4·1/2H2O", "Ca", 1, "S", 1, "O", 4.5, "H", 1);
    assertAtoms("CuSO4.H2O", "Cu", 1, "S", 1, "O", 5, "H", 2);
    assertAtoms("2PbCO3.Pb(OH)2", "Pb", 3, "C", 2, "O", 8, "H", 2);
    assertAtoms(
        "K0.9Fe1.2Mg0.8(Si3.7Al0.3)O10(OH)2",
        "K",
        0.9,
        "Fe",
        1.2,
        "Mg",
        0.8,
        "Si",
        3.7,
        "Al",
        0.3,
        "O",
        12,
        "H",
        2);
    assertAtoms("Ca5[PO4]3(OH)", "Ca", 5, "P", 3, "O", 13, "H", 1);
    assertAtoms("CO2", "C", 1, "O", 2);
    assertAtoms("Co", "Co", 1);
    assertAtoms("CH3CH2OH", "C", 2, "H", 6, "O", 1);
  }

  /** 55.85·2 + 16·3 = 159.7; iron is 111.7/159.7 of haematite's mass. */
  @Test
  void haematiteHasItsMassAndIronFraction() {
    assertEquals(159.7, ChemicalFormula.parse("Fe2O3").molarMass(), 1e-9);
    assertEquals(
        111.7 / 159.7, Composition.ofFormula("Fe2O3").massFractions().get(Element.of("Fe")), 1e-12);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "Xx2",
        "fe2O3",
        "Fe2O3)",
        "(Fe2O3",
        "()",
        "Fe0",
        "2",
        "·H2O",
        "Fe2O3·",
        "Fe-O",
        "Fe 2",
        "1/0Fe",
        "H1e9",
        "((((((((((((((((((Fe))))))))))))))))))",
        "Fe9/0"
      })
  void whatIsNoFormulaIsOneClearLine(String text) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> ChemicalFormula.parse(text))
            .getMessage();
    assertTrue(message.startsWith("formula"), message);
    assertEquals(1, message.lines().count(), message);
  }

  @Property(tries = 500)
  void noTextDoesAnythingButParseOrComplain(@ForAll String text) {
    try {
      assertTrue(ChemicalFormula.parse(text).molarMass() > 0);
    } catch (IllegalArgumentException e) {
      assertTrue(e.getMessage().startsWith("formula"), e.getMessage());
    }
  }

  @Test
  void mixturesWeighByMass() {
    Composition mixture =
        Composition.mixture(List.of(Composition.Part.of("Fe", 3), Composition.Part.of("FeO", 1)));
    double iron = 55.85 / (55.85 + 16);
    assertEquals((3 + iron) / 4, mixture.massFractions().get(Element.of("Fe")), 1e-12);
    assertEquals(
        0.75 * Composition.ofFormula("Fe").attenuation(10)
            + 0.25 * Composition.ofFormula("FeO").attenuation(10),
        mixture.attenuation(10),
        1e-9);
  }
}
