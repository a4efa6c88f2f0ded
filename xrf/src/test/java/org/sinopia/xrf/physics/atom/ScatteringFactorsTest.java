package org.sinopia.xrf.physics.atom;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.apache.commons.math3.analysis.integration.IterativeLegendreGaussIntegrator;
import org.junit.jupiter.api.Test;

class ScatteringFactorsTest {

  /** xraylib's differential sections, made by xrf/src/test/python/xraylib_scatter.py. */
  @Test
  void differentialSectionsAreThoseOfXraylib() {
    List<String[]> rows = Figures.rows("xraylib-scatter.csv");
    assertEquals(770, rows.size());
    for (String[] row : rows) {
      ScatteringFactors factors = ScatteringFactors.of(Element.of(row[0]));
      double energy = Double.parseDouble(row[1]);
      double cosine = Math.cos(Math.toRadians(Double.parseDouble(row[2])));
      String where = String.join(" ", row[0], row[1], row[2]);
      assertEquals(1, factors.rayleigh(energy, cosine) / Double.parseDouble(row[3]), 0.05, where);
      assertEquals(1, factors.compton(energy, cosine) / Double.parseDouble(row[4]), 0.05, where);
    }
  }

  @Test
  void directionsAddUpToTheTotalSections() {
    IterativeLegendreGaussIntegrator rule =
        new IterativeLegendreGaussIntegrator(16, 1e-4, 1e-12, 2, 16);
    for (String symbol : new String[] {"C", "O", "Ca", "Fe", "Pb"}) {
      ScatteringFactors factors = ScatteringFactors.of(Element.of(symbol));
      CrossSections sections = CrossSections.of(Element.of(symbol));
      for (double energy : new double[] {10, 17.44, 30}) {
        double rayleigh =
            2 * Math.PI * rule.integrate(1_000_000, c -> factors.rayleigh(energy, c), -1, 1);
        double compton =
            2 * Math.PI * rule.integrate(1_000_000, c -> factors.compton(energy, c), -1, 1);
        assertEquals(1, rayleigh / sections.rayleigh(energy), 0.05, symbol + energy);
        assertEquals(1, compton / sections.compton(energy), 0.03, symbol + energy);
      }
    }
  }
}
