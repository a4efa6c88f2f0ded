package org.sinopia.xrf.instrument;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.sinopia.xrf.RandomStream;
import org.sinopia.xrf.paint.GroundKind;
import org.sinopia.xrf.physics.matter.Composition;
import org.sinopia.xrf.physics.matter.Layer;
import org.sinopia.xrf.physics.matter.Specimen;

class SpectrumTableTest {

  private static final Instrument INSTRUMENT = Instruments.GENERIC;
  private static final SpectrumTable TABLE = new SpectrumTable(INSTRUMENT);

  private static final List<String> PIGMENTS =
      List.of(
          "2PbCO3·Pb(OH)2",
          "CaCO3",
          "HgS",
          "Fe2O3",
          "Cu3(CO3)2(OH)2",
          "TiO2",
          "Pb2SnO4",
          "CoAl2O4",
          "As2S3",
          "Ca5(PO4)3(OH)",
          "Cr2O3",
          "ZnO",
          "CdS",
          "BaSO4",
          "K0.9Al2.9Si3.1O10(OH)2",
          "Pb3O4",
          "MnO2",
          "C");

  private static Layer paint(RandomStream random, double um) {
    List<Composition.Part> parts = new ArrayList<>();
    parts.add(Composition.Part.of("C57H98O6", random.between(5, 25)));
    int pigments = 1 + random.below(4);
    for (int i = 0; i < pigments; i++) {
      parts.add(
          Composition.Part.of(PIGMENTS.get(random.below(PIGMENTS.size())), random.between(1, 60)));
    }
    return new Layer(Composition.mixture(parts), random.between(1.5, 5), um);
  }

  private static Specimen specimen(int seed) {
    RandomStream random = new RandomStream(seed, 1, 0);
    List<Layer> layers = new ArrayList<>();
    int paints = 1 + random.below(3);
    for (int i = 0; i < paints; i++) {
      layers.add(paint(random, random.between(2, 80)));
    }
    layers.addAll((random.below(2) == 0 ? GroundKind.GESSO : GroundKind.LEAD_WHITE).layers());
    return new Specimen(layers);
  }

  private static double worst(double[] plain, double[] fast) {
    double highest = 0;
    for (double value : plain) {
      highest = Math.max(highest, value);
    }
    double worst = 0;
    for (int i = 0; i < plain.length; i++) {
      if (plain[i] > 1e-4 * highest) {
        worst = Math.max(worst, Math.abs(fast[i] / plain[i] - 1));
      }
    }
    return worst;
  }

  @Property(tries = 12)
  void channelsAgreeWithThePlainModelToAThousandth(@ForAll @IntRange(max = 1_000_000) int seed) {
    Specimen specimen = specimen(seed);
    assertTrue(worst(INSTRUMENT.expected(specimen), TABLE.expected(specimen)) < 1e-3);
  }

  @Test
  void aLensAndAThinLayerAgreeAsWell() {
    Instrument instrument = InstrumentDraw.of(11);
    SpectrumTable table = new SpectrumTable(instrument);
    Specimen leaf =
        new Specimen(
            List.of(
                Layer.ofElement("Au", 0.2),
                new Layer(Composition.ofFormula("Al2Si2O5(OH)4"), 2, 30),
                new Layer(Composition.ofFormula("CaSO4·2H2O"), 1.6, 300)));
    assertTrue(worst(instrument.expected(leaf), table.expected(leaf)) < 1e-3);
  }

  @Test
  void bitsDoNotDependOnThreads() {
    List<double[]> alone =
        IntStream.range(0, 24).mapToObj(i -> TABLE.expected(specimen(i))).toList();
    SpectrumTable fresh = new SpectrumTable(INSTRUMENT);
    List<double[]> together =
        IntStream.range(0, 24).parallel().mapToObj(i -> fresh.expected(specimen(i))).toList();
    for (int i = 0; i < alone.size(); i++) {
      assertArrayEquals(alone.get(i), together.get(i), 0);
    }
    assertEquals(INSTRUMENT.energyAxis(), TABLE.axis());
  }
}
