package org.sinopia.xrf.physics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.commons.math3.analysis.integration.IterativeLegendreGaussIntegrator;
import org.apache.commons.math3.analysis.integration.UnivariateIntegrator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sinopia.xrf.physics.apparatus.Beam;
import org.sinopia.xrf.physics.apparatus.Geometry;
import org.sinopia.xrf.physics.apparatus.XrayTube;
import org.sinopia.xrf.physics.atom.CrossSections;
import org.sinopia.xrf.physics.atom.Element;
import org.sinopia.xrf.physics.atom.EmissionLine;
import org.sinopia.xrf.physics.atom.ShellProduction;
import org.sinopia.xrf.physics.matter.Composition;
import org.sinopia.xrf.physics.matter.Layer;
import org.sinopia.xrf.physics.matter.Specimen;

class FundamentalParametersTest {

  private static final Geometry GEOMETRY = new Geometry(60, 40);
  private static final UnivariateIntegrator QUADRATURE =
      new IterativeLegendreGaussIntegrator(16, 1e-10, 1e-16, 2, 12);

  private static double intensity(Specimen specimen, Beam beam, String label) {
    return FundamentalParameters.fluorescence(specimen, beam, GEOMETRY).stream()
        .filter(line -> line.line().label().equals(label))
        .mapToDouble(LineIntensity::primary)
        .sum();
  }

  private static EmissionLine line(String label) {
    return Element.all().stream()
        .flatMap(element -> element.lines().stream())
        .filter(line -> line.label().equals(label))
        .findFirst()
        .orElseThrow();
  }

  /** Sherman's integrand at a mass depth (g/cm²) of a pure element. */
  private static double integrand(EmissionLine line, double energyKev, double depth) {
    CrossSections sections = CrossSections.of(line.element());
    double in = Math.sin(Math.toRadians(60));
    double out = Math.sin(Math.toRadians(40));
    return ShellProduction.of(line.element(), line.shell()).at(energyKev)
        * line.radiativeRate()
        / in
        * Math.exp(-sections.attenuation(energyKev) * depth / in)
        * Math.exp(-sections.attenuation(line.energyKev()) * depth / out);
  }

  @ParameterizedTest
  @CsvSource({"Fe Ka1,7.874", "Cu Ka1,8.96", "Pb La1,11.35", "Ti Ka1,4.54"})
  void pureFilmsFollowShermanByQuadrature(String label, double density) {
    EmissionLine line = line(label);
    for (double energy : new double[] {17.4793, 25, 40}) {
      for (double micrometres : new double[] {0.5, 5, 30}) {
        double expected =
            QUADRATURE.integrate(
                100_000, depth -> integrand(line, energy, depth), 0, density * micrometres * 1e-4);
        double actual =
            intensity(
                Specimen.of(Layer.ofElement(line.element().symbol(), micrometres)),
                Beam.monochromatic(energy),
                label);
        assertEquals(expected, actual, 1e-8 * expected);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"Fe Ka1,7.1125", "Cu Ka1,8.9789", "Pb La1,13.0357", "Ti Ka1,4.9669"})
  void tubeExcitedThickTargetsFollowShermanByQuadrature(String label, double above) {
    EmissionLine line = line(label);
    XrayTube tube = XrayTube.DEFAULT;
    CrossSections sections = CrossSections.of(line.element());
    double in = Math.sin(Math.toRadians(60));
    double out = Math.sin(Math.toRadians(40));
    double[] breaks = {above, 15.1995, 15.2005, 15.8603, 15.8613, 19.999, 20.001, 40};
    double expected = 0;
    // Log-log interpolation leaves kinks at the table's points, which Gauss rules cannot take to
    // ten digits.
    UnivariateIntegrator kinked = new IterativeLegendreGaussIntegrator(16, 1e-5, 1e-16, 2, 20);
    for (int i = 0; i + 1 < breaks.length; i++) {
      expected +=
          kinked.integrate(
              1_000_000,
              e ->
                  tube.continuum(e)
                      * integrand(line, e, 0)
                      / (sections.attenuation(e) / in
                          + sections.attenuation(line.energyKev()) / out),
              breaks[i],
              breaks[i + 1]);
    }
    for (EmissionLine tubeLine : tube.anode().lines()) {
      double e = tubeLine.energyKev();
      if (e > line.edgeKev()) {
        expected +=
            tube.characteristic(tubeLine)
                * integrand(line, e, 0)
                / (sections.attenuation(e) / in + sections.attenuation(line.energyKev()) / out);
      }
    }
    double actual =
        intensity(
            Specimen.of(Layer.ofElement(line.element().symbol(), Double.POSITIVE_INFINITY)),
            tube.beam(),
            label);
    // A step of 50 eV of the beam that straddles an edge is taken whole or not at all.
    assertEquals(expected, actual, 3e-3 * expected);
  }

  @Test
  void thickTargetIsTheLimitAndThinFilmsGrowLinearly() {
    Beam beam = Beam.monochromatic(17.4793);
    double limit =
        intensity(Specimen.of(Layer.ofElement("Fe", Double.POSITIVE_INFINITY)), beam, "Fe Ka1");
    double before = 0;
    for (double micrometres : new double[] {1, 10, 30, 100, 300}) {
      double now = intensity(Specimen.of(Layer.ofElement("Fe", micrometres)), beam, "Fe Ka1");
      assertTrue(now > before && now < limit, micrometres + " µm: " + now);
      before = now;
    }
    assertEquals(limit, before, 1e-6 * limit);
    assertEquals(
        2 * intensity(Specimen.of(Layer.ofElement("Fe", 1e-4)), beam, "Fe Ka1"),
        intensity(Specimen.of(Layer.ofElement("Fe", 2e-4)), beam, "Fe Ka1"),
        1e-4 * limit);
  }

  @Test
  void coveredLayersFallWithBeersLaw() {
    Beam beam = Beam.monochromatic(17.4793);
    Specimen bare = Specimen.of(Layer.ofElement("Fe", 20));
    double uncovered = intensity(bare, beam, "Fe Ka1");
    Composition calcite = Composition.ofFormula("CaCO3");
    for (double micrometres : new double[] {1, 5, 25, 125}) {
      double mass = 2.71 * micrometres * 1e-4;
      double exponent =
          calcite.attenuation(17.4793) * mass / GEOMETRY.sinIncidence()
              + calcite.attenuation(line("Fe Ka1").energyKev()) * mass / GEOMETRY.sinTakeOff();
      Specimen covered = bare.covered(new Layer(calcite, 2.71, micrometres));
      assertEquals(
          uncovered * Math.exp(-exponent), intensity(covered, beam, "Fe Ka1"), 1e-12 * uncovered);
    }
  }

  @Test
  void aLayerCutInTwoShinesAsOne() {
    Beam beam = XrayTube.DEFAULT.beam();
    double whole = intensity(Specimen.of(Layer.ofElement("Cu", 8)), beam, "Cu Kb1");
    double parts =
        intensity(Specimen.of(Layer.ofElement("Cu", 3), Layer.ofElement("Cu", 5)), beam, "Cu Kb1");
    assertEquals(whole, parts, 1e-10 * whole);
  }

  /** 17.479 keV by a right angle: 17.479/(1 + 17.479/510.999) = 16.901 keV. */
  @Test
  void comptonShiftsMolybdenumAtARightAngle() {
    List<ScatteredRay> rays =
        FundamentalParameters.scatter(
            Specimen.of(new Layer(Composition.ofFormula("CaCO3"), 2.71, 500)),
            Beam.monochromatic(17.4793),
            Geometry.DEFAULT);
    Map<Boolean, List<ScatteredRay>> kinds =
        rays.stream().collect(Collectors.partitioningBy(ScatteredRay::compton));
    assertEquals(17.4793, kinds.get(false).getFirst().energyKev(), 0);
    assertEquals(16.901, kinds.get(true).getFirst().energyKev(), 5e-4);
    assertTrue(
        kinds.get(true).getFirst().photons() > kinds.get(false).getFirst().photons(),
        "light matter scatters molybdenum's light more by Compton than by Rayleigh");
  }
}
