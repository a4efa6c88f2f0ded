package org.sinopia.xrf.physics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.apache.commons.math3.analysis.integration.IterativeLegendreGaussIntegrator;
import org.junit.jupiter.api.Test;
import org.sinopia.xrf.physics.apparatus.Beam;
import org.sinopia.xrf.physics.apparatus.Geometry;
import org.sinopia.xrf.physics.atom.CrossSections;
import org.sinopia.xrf.physics.atom.Element;
import org.sinopia.xrf.physics.atom.EmissionLine;
import org.sinopia.xrf.physics.atom.Shell;
import org.sinopia.xrf.physics.atom.ShellProduction;
import org.sinopia.xrf.physics.matter.Composition;
import org.sinopia.xrf.physics.matter.Layer;
import org.sinopia.xrf.physics.matter.Specimen;

class EnhancementTest {

  private static final Geometry GEOMETRY = new Geometry(60, 40);
  private static final double INFINITE = Double.POSITIVE_INFINITY;

  private static LineIntensity line(Specimen specimen, double energy, String label) {
    return FundamentalParameters.fluorescence(specimen, Beam.monochromatic(energy), GEOMETRY)
        .stream()
        .filter(found -> found.line().label().equals(label))
        .findFirst()
        .orElseThrow();
  }

  /**
   * Sherman's closed form for a thick target and one exciting line, ½·(ln(1 + a/u)/a + ln(1 +
   * b/u)/b)/(a + b) with a the attenuation on the way in, b on the way out and u at the exciting
   * line, here integrated over directions by Gauss and Legendre on the plain cosine.
   */
  @Test
  void thickAlloyFollowsTheClosedForm() {
    Composition alloy = Composition.mixture(List.of(part("Cr", 20), part("Fe", 80)));
    Specimen specimen = Specimen.of(new Layer(alloy, 7.8, INFINITE));
    double beam = 17.44;
    double a = alloy.attenuation(beam) / GEOMETRY.sinIncidence();
    EmissionLine chromium = find("Cr", "Ka1");
    double b = alloy.attenuation(chromium.energyKev()) / GEOMETRY.sinTakeOff();
    ShellProduction k = ShellProduction.of(Element.of("Cr"), Shell.K);
    double expected = 0;
    for (EmissionLine iron : Element.of("Fe").lines()) {
      double u = alloy.attenuation(iron.energyKev());
      double born =
          0.8
              * ShellProduction.of(iron.element(), iron.shell()).at(beam)
              * iron.radiativeRate()
              / GEOMETRY.sinIncidence();
      double gain = 0.5 * (Math.log1p(a / u) / a + Math.log1p(b / u) / b) / (a + b);
      expected += 0.2 * k.at(iron.energyKev()) * chromium.radiativeRate() * born * gain;
    }
    double u = alloy.attenuation(beam);
    double scattered = alloy.rayleigh(beam) / GEOMETRY.sinIncidence();
    double gain = 0.5 * (Math.log1p(a / u) / a + Math.log1p(b / u) / b) / (a + b);
    expected += 0.2 * k.at(beam) * chromium.radiativeRate() * scattered * gain;
    LineIntensity actual = line(specimen, beam, "Cr Ka1");
    assertEquals(1, actual.secondary() / expected, 1e-5);
    assertTrue(actual.enhancement() > 0.2 && actual.enhancement() < 0.5);
  }

  @Test
  void aLayerCutInThreeIsEnhancedAsOne() {
    Composition mixed = Composition.mixture(List.of(part("CaCO3", 50), part("Pb3C2H2O8", 50)));
    LineIntensity whole = line(Specimen.of(new Layer(mixed, 4, 30)), 17.44, "Ca Ka1");
    LineIntensity parts =
        line(
            Specimen.of(new Layer(mixed, 4, 5), new Layer(mixed, 4, 15), new Layer(mixed, 4, 10)),
            17.44,
            "Ca Ka1");
    assertEquals(1, parts.secondary() / whole.secondary(), 2e-3);
  }

  /** Photons of a thin zinc film that go down at rate ½ dc/c·exp(−u·z/c) excite the iron below. */
  @Test
  void layersExciteOneAnother() {
    Layer zinc = Layer.ofElement("Zn", 0.01);
    Layer iron = Layer.ofElement("Fe", INFINITE);
    Specimen specimen = Specimen.of(zinc, iron);
    double beam = 17.44;
    EmissionLine excited = find("Fe", "Ka1");
    CrossSections section = CrossSections.of(Element.of("Fe"));
    double b = section.attenuation(excited.energyKev()) / GEOMETRY.sinTakeOff();
    double expected = 0;
    for (EmissionLine line : Element.of("Zn").lines()) {
      double production = ShellProduction.of(excited.element(), Shell.K).at(line.energyKev());
      double u = section.attenuation(line.energyKev());
      double born =
          zinc.massThickness()
              * ShellProduction.of(line.element(), line.shell()).at(beam)
              * line.radiativeRate()
              / GEOMETRY.sinIncidence();
      double flux =
          new IterativeLegendreGaussIntegrator(16, 1e-9, 1e-15, 2, 20)
              .integrate(100_000, c -> 0.5 / (u + b * c), 0, 1);
      expected += born * production * excited.radiativeRate() * flux;
    }
    double without = line(Specimen.of(iron), beam, "Fe Ka1").secondary();
    double actual = line(specimen, beam, "Fe Ka1").secondary() - without;
    // The film also takes a thousandth of the beam and of the iron's own secondary photons.
    assertEquals(1, actual / expected, 0.1);
  }

  private static EmissionLine find(String symbol, String siegbahn) {
    return Element.of(symbol).lines().stream()
        .filter(line -> line.siegbahn().equals(siegbahn))
        .findFirst()
        .orElseThrow();
  }

  private static Composition.Part part(String formula, double mass) {
    return Composition.Part.of(formula, mass);
  }
}
