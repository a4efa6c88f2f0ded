package org.sinopia.xrf.physics.atom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sinopia.xrf.physics.matter.BerylliumWindow;

class CrossSectionsTest {

  /** Energies of the X-ray Data Booklet (LBNL, 2009), table 1-2, in eV. */
  @ParameterizedTest
  @CsvSource({
    "S,Ka1,2307.84", "K,Ka1,3313.8", "Ca,Ka1,3691.68", "Ca,Kb1,4012.7", "Ti,Ka1,4510.84",
    "Ti,Kb1,4931.81", "Cr,Ka1,5414.72", "Mn,Ka1,5898.75", "Fe,Ka1,6403.84", "Fe,Ka2,6390.84",
    "Fe,Kb1,7057.98", "Co,Ka1,6930.32", "Co,Kb1,7649.43", "Cu,Ka1,8047.78", "Cu,Kb1,8905.29",
    "Zn,Ka1,8638.86", "Mo,Ka1,17479.34", "Mo,Kb1,19608.3", "Rh,Ka1,20216.1", "W,La1,8397.6",
    "W,Lb1,9672.35", "Hg,La1,9988.8", "Hg,Lb1,11822.6", "Pb,La1,10551.5", "Pb,La2,10449.5",
    "Pb,Lb1,12613.7", "Pb,Ma1,2345.5"
  })
  void linesLieWithinFiveElectronvolts(String symbol, String line, double ev) {
    assertEquals(ev, 1e3 * Element.of(symbol).lineKev(line), 5);
  }

  @Test
  void tablePointsAreKeptAndInterpolationIsLogLog() {
    CrossSections iron = CrossSections.of(Element.of("Fe"));
    // Rows 26,Fe,10.20446,160.45,1.1738,0.08644 and 26,Fe,10.78531,138.27,…
    assertEquals(160.45, iron.photoelectric(10.20446), 1e-9);
    assertEquals(1.1738, iron.rayleigh(10.20446), 1e-9);
    assertEquals(0.08644, iron.compton(10.20446), 1e-9);
    assertEquals(160.45 + 1.1738 + 0.08644, iron.attenuation(10.20446), 1e-9);
    double middle = Math.sqrt(10.20446 * 10.78531);
    assertEquals(Math.sqrt(160.45 * 138.27), iron.photoelectric(middle), 1e-9);
  }

  @Test
  void edgesStaySteps() {
    CrossSections iron = CrossSections.of(Element.of("Fe"));
    // The K jump of iron is 7.893 in the table of lines; 405.81/51.392 = 7.896 in that of sections.
    assertEquals(7.893, iron.photoelectric(7.1126) / iron.photoelectric(7.1114), 0.01);
  }

  /** Both points of these edges lie on one side of the step in the table as published. */
  @ParameterizedTest
  @CsvSource({
    "K,Ka1,0.01",
    "Mo,Ka1,0.01",
    "Rh,Ka1,0.01",
    "Cd,Ka1,0.01",
    "Sn,Ka1,0.01",
    "Al,Ka1,0.02",
    "Mg,Ka1,0.02",
    "Na,Ka1,0.02",
    "Cd,La1,0.01",
    "Zr,La1,0.01",
    "Sn,Lb4,0.01"
  })
  void misplacedEdgesJumpByTheirRatio(String symbol, String siegbahn, double tolerance) {
    Element element = Element.of(symbol);
    EmissionLine line =
        element.lines().stream()
            .filter(l -> l.siegbahn().equals(siegbahn))
            .findFirst()
            .orElseThrow();
    CrossSections sections = CrossSections.of(element);
    double jump =
        sections.photoelectric(line.edgeKev() + 0.0006)
            / sections.photoelectric(line.edgeKev() - 0.0006);
    assertEquals(1, jump / line.jumpRatio(), tolerance);
  }

  @Property(tries = 300)
  void shellsNeverShineMoreThanTheyAbsorb(@ForAll @DoubleRange(min = 1.2, max = 60) double energy) {
    for (String symbol : new String[] {"K", "Ti", "Fe", "Cd", "Mo", "Hg", "Pb"}) {
      Element element = Element.of(symbol);
      double inner = 0;
      for (Shell shell : new Shell[] {Shell.K, Shell.L1, Shell.L2, Shell.L3}) {
        if (ShellProduction.isKnown(element, shell)) {
          inner += ShellProduction.of(element, shell).at(energy);
        }
      }
      // A K vacancy may end as an L vacancy and so give two photons.
      assertTrue(inner <= 2 * CrossSections.of(element).photoelectric(energy), symbol + energy);
    }
  }

  /** Fe K at 17.44 keV: photoelectric section times K's share times the yield, to its digits. */
  @Test
  void productionOfAKShellIsAbsorptionTimesYield() {
    double production = ShellProduction.of(Element.of("Fe"), Shell.K).at(17.44);
    double jump = 7.893;
    double expected =
        CrossSections.of(Element.of("Fe")).photoelectric(17.44) * (1 - 1 / jump) * 0.351;
    assertEquals(1, production / expected, 0.05);
    assertEquals(0, ShellProduction.of(Element.of("Fe"), Shell.K).at(7.1), 0);
    assertTrue(ShellProduction.of(Element.of("Pb"), Shell.M5).at(14) > 0);
    assertThrows(
        IllegalArgumentException.class, () -> ShellProduction.of(Element.of("H"), Shell.K));
  }

  /** The cascade from K vacancies multiplies tin's L lines by nine above 29.2 keV. */
  @Test
  void cascadeFeedsOuterShells() {
    ShellProduction l3 = ShellProduction.of(Element.of("Sn"), Shell.L3);
    assertEquals(9.6, l3.at(29.21) / l3.at(29.19), 0.3);
  }

  /** A p shell's production falls from its edge on; that of d shells rises first. */
  @ParameterizedTest
  @ValueSource(strings = {"Sn", "Hg", "Pb", "Ba", "Cd"})
  void productionOfPShellsFallsFromItsThreshold(String symbol) {
    ShellProduction production = ShellProduction.of(Element.of(symbol), Shell.L3);
    double edge = production.thresholdKev();
    assertTrue(production.at(edge) > production.at(1.03 * edge), symbol);
  }

  @Test
  void energiesAndElementsBeyondTheTablesAreNamed() {
    CrossSections iron = CrossSections.of(Element.of("Fe"));
    assertThrows(IllegalArgumentException.class, () -> iron.photoelectric(0.24));
    assertThrows(IllegalArgumentException.class, () -> iron.photoelectric(60.1));
    assertThrows(IllegalArgumentException.class, () -> iron.photoelectric(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> Element.of("Qq"));
    assertThrows(IllegalArgumentException.class, () -> Element.of("Fe").lineKev("Z"));
  }

  /** NIST SRD 126: 4.369 cm²/g at 5 keV, density 1.848 g/cm³. */
  @Test
  void berylliumWindowFollowsBeer() {
    assertEquals(Math.exp(-4.369 * 1.848 * 0.0127), new BerylliumWindow(127).transmission(5), 2e-3);
    assertEquals(1, new BerylliumWindow(0).transmission(0.8), 0);
    assertTrue(new BerylliumWindow(10).transmission(0.8) < new BerylliumWindow(10).transmission(1));
  }
}
