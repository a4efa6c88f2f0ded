package org.sinopia.xrf.physics;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import org.sinopia.xrf.physics.apparatus.Beam;
import org.sinopia.xrf.physics.apparatus.Geometry;
import org.sinopia.xrf.physics.atom.Shell;
import org.sinopia.xrf.physics.matter.Composition;
import org.sinopia.xrf.physics.matter.Layer;
import org.sinopia.xrf.physics.matter.Specimen;

class LayerThicknessTest {

  private static final Beam BEAM =
      new Beam(
          List.of(
              new Beam.Ray(6.2, 1),
              new Beam.Ray(12, 2),
              new Beam.Ray(17.5, 3),
              new Beam.Ray(31, 1)));

  @Provide
  Arbitrary<Composition> paints() {
    Arbitrary<Composition.Part> parts =
        Arbitraries.of(
                "2PbCO3·Pb(OH)2",
                "CaCO3",
                "HgS",
                "Fe2O3",
                "Cu3(CO3)2(OH)2",
                "TiO2",
                "PbCrO4",
                "CoAl2O4",
                "As2S3",
                "K2SO4",
                "ZnO",
                "CdS",
                "BaSO4",
                "C57H98O6")
            .flatMap(
                formula ->
                    Arbitraries.doubles()
                        .between(1, 60)
                        .map(mass -> Composition.Part.of(formula, mass)));
    return parts.list().ofMinSize(1).ofMaxSize(4).map(Composition::mixture);
  }

  private static Map<String, Double> lines(Composition paint, double um, double in, double out) {
    return FundamentalParameters.fluorescence(
            Specimen.of(new Layer(paint, 3, um)), BEAM, new Geometry(in, out))
        .stream()
        .filter(line -> line.line().shell() == Shell.K)
        .collect(
            Collectors.toMap(l -> l.line().label() + l.line().iupac(), LineIntensity::photons));
  }

  /** Matter that is added below only adds photons, secondary ones included. */
  @Property(tries = 60)
  void aThickerLayerNeverEmitsLessOfItsOwnKLines(
      @ForAll("paints") Composition paint,
      @ForAll @DoubleRange(min = 0.1, max = 200) double thin,
      @ForAll @DoubleRange(min = 1, max = 20) double ratio,
      @ForAll @DoubleRange(min = 20, max = 90) double incidence,
      @ForAll @DoubleRange(min = 20, max = 90) double takeOff) {
    Map<String, Double> less = lines(paint, thin, incidence, takeOff);
    Map<String, Double> more = lines(paint, thin * ratio, incidence, takeOff);
    less.forEach(
        (line, photons) ->
            assertTrue(
                more.get(line) >= photons * (1 - 1e-9),
                () -> line + ": " + photons + " and " + more.get(line)));
  }
}
