package org.sinopia.xrf.physics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    // Rows 26,Fe,10.301571,156.42,1.1611,0.086918 and 26,Fe,10.791502,138.05,…
    assertEquals(156.42, iron.photoelectric(10.301571), 1e-9);
    assertEquals(1.1611, iron.rayleigh(10.301571), 1e-9);
    assertEquals(0.086918, iron.compton(10.301571), 1e-9);
    assertEquals(156.42 + 1.1611 + 0.086918, iron.attenuation(10.301571), 1e-9);
    double middle = Math.sqrt(10.301571 * 10.791502);
    assertEquals(Math.sqrt(156.42 * 138.05), iron.photoelectric(middle), 1e-9);
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
  void shellsNeverTakeMoreThanAll(@ForAll @DoubleRange(min = 0.8, max = 50) double energy) {
    for (String symbol : new String[] {"K", "Ti", "Fe", "Cd", "Mo", "Hg", "Pb"}) {
      Element element = Element.of(symbol);
      CrossSections sections = CrossSections.of(element);
      double sum = 0;
      for (Shell shell : Shell.values()) {
        sum +=
            element.lines().stream()
                .filter(line -> line.shell() == shell && line.edgeKev() > CrossSections.MIN_KEV)
                .mapToDouble(line -> sections.photoelectric(line, energy))
                .findFirst()
                .orElse(0);
      }
      // Jump ratios at L2 and L3 come from another compilation than the sections.
      if (element.lines().stream().anyMatch(l -> Math.abs(l.edgeKev() - energy) < 0.001)) {
        continue;
      }
      assertTrue(sum <= 1.02 * sections.photoelectric(energy), symbol + " " + energy + " " + sum);
    }
  }

  @Test
  void leadL3TakesWhatL1AndL2Leave() {
    CrossSections lead = CrossSections.of(Element.of("Pb"));
    EmissionLine la =
        Element.of("Pb").lines().stream()
            .filter(line -> line.siegbahn().equals("La1"))
            .findFirst()
            .orElseThrow();
    assertEquals(0, lead.photoelectric(la, 13.0), 0);
    assertEquals((1 - 1 / 2.506) * lead.photoelectric(14), lead.photoelectric(la, 14), 1e-9);
    double j1 = lead.photoelectric(15.8613) / lead.photoelectric(15.8603);
    double j2 = lead.photoelectric(15.2005) / lead.photoelectric(15.1995);
    assertEquals(
        (1 - 1 / 2.506) / j1 / j2 * lead.photoelectric(17.4), lead.photoelectric(la, 17.4), 1e-6);
  }

  @Test
  void energiesAndElementsBeyondTheTablesAreNamed() {
    CrossSections iron = CrossSections.of(Element.of("Fe"));
    assertThrows(IllegalArgumentException.class, () -> iron.photoelectric(0.79));
    assertThrows(IllegalArgumentException.class, () -> iron.photoelectric(50.1));
    assertThrows(IllegalArgumentException.class, () -> iron.photoelectric(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> CrossSections.of(Element.of("U")));
    assertThrows(IllegalArgumentException.class, () -> Element.of("Qq"));
    assertThrows(IllegalArgumentException.class, () -> Element.of("Fe").lineKev("Z"));
  }

  /** NIST SRD 126: 4.369 cm²/g at 5 keV, density 1.848 g/cm³. */
  @Test
  void berylliumWindowFollowsBeer() {
    assertEquals(
        Math.exp(-4.369 * 1.848 * 0.0127), new BerylliumWindow(127).transmission(5), 1e-12);
    assertEquals(1, new BerylliumWindow(0).transmission(0.8), 0);
    assertTrue(new BerylliumWindow(10).transmission(0.8) < new BerylliumWindow(10).transmission(1));
  }
}
