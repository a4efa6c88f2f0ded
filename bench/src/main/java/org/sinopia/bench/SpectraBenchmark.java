package org.sinopia.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.RandomStream;
import org.sinopia.xrf.instrument.Channels;
import org.sinopia.xrf.instrument.Instrument;
import org.sinopia.xrf.instrument.Instruments;
import org.sinopia.xrf.instrument.SpectrumTable;
import org.sinopia.xrf.paint.GroundKind;
import org.sinopia.xrf.physics.matter.Composition;
import org.sinopia.xrf.physics.matter.Layer;
import org.sinopia.xrf.physics.matter.Specimen;

/**
 * Expected spectra of the stacks of a painting by one instrument, on all cores: one to three layers
 * of two pigments and oil on a ground. Compared with the plain model, on the first few of them.
 * Times are of one spectrum.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SpectraBenchmark {
  private static final int RECIPES = 256;
  private static final int PLAIN = 2;
  private static final List<String> PIGMENTS =
      List.of("2PbCO3·Pb(OH)2", "CaCO3", "HgS", "Fe2O3", "Cu3(CO3)2(OH)2", "TiO2", "CoAl2O4", "C");

  /** Channels of the spectra over 0.5 to 38.5 keV. */
  @Param({"512", "1024"})
  public int channels;

  private List<Specimen> recipes;
  private Instrument instrument;
  private SpectrumTable table;

  /** Draws the recipes. */
  @Setup
  public void prepare() {
    RandomStream random = new RandomStream(1, 1, 0);
    recipes = IntStream.range(0, RECIPES).mapToObj(i -> recipe(random)).toList();
    instrument = Instruments.GENERIC.withAxis(Channels.of(new EnergyAxis(channels, 0.5, 38.5)));
    table = new SpectrumTable(instrument);
  }

  private static Specimen recipe(RandomStream random) {
    List<Layer> layers = new ArrayList<>();
    int paints = 1 + random.below(3);
    for (int i = 0; i < paints; i++) {
      Composition paint =
          Composition.mixture(
              List.of(
                  Composition.Part.of("C57H98O6", 15),
                  Composition.Part.of(PIGMENTS.get(random.below(8)), random.between(10, 60)),
                  Composition.Part.of(PIGMENTS.get(random.below(8)), random.between(10, 60))));
      layers.add(new Layer(paint, 3, random.between(5, 50)));
    }
    layers.addAll(GroundKind.GESSO.layers());
    return new Specimen(layers);
  }

  /** The amount of work that a time is of. */
  static SequencedMap<String, Long> amounts() {
    SequencedMap<String, Long> amounts = new LinkedHashMap<>();
    amounts.put("spectra", 1L);
    return amounts;
  }

  /** The table. */
  @Benchmark
  @OperationsPerInvocation(RECIPES)
  public double ours() {
    return table.expected(recipes).stream().mapToDouble(spectrum -> spectrum[100]).sum();
  }

  /** The plain model. */
  @Benchmark
  @OperationsPerInvocation(PLAIN)
  public double bound() {
    return recipes.subList(0, PLAIN).parallelStream()
        .mapToDouble(recipe -> instrument.expected(recipe)[100])
        .sum();
  }
}
