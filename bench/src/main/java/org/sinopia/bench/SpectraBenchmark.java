package org.sinopia.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.sinopia.xrf.RandomStream;
import org.sinopia.xrf.instrument.Instruments;
import org.sinopia.xrf.instrument.SpectrumTable;
import org.sinopia.xrf.paint.GroundKind;
import org.sinopia.xrf.physics.matter.Composition;
import org.sinopia.xrf.physics.matter.Layer;
import org.sinopia.xrf.physics.matter.Specimen;

/**
 * Expected spectra of painted surfaces by one instrument at 1024 channels: one to three layers of
 * two pigments and oil on a ground. Compared with the plain model, on the same recipes.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SpectraBenchmark {
  private static final int RECIPES = 16;
  private static final List<String> PIGMENTS =
      List.of("2PbCO3·Pb(OH)2", "CaCO3", "HgS", "Fe2O3", "Cu3(CO3)2(OH)2", "TiO2", "CoAl2O4", "C");

  /** On one thread or on all cores. */
  @Param({"one thread", "all cores"})
  public String work;

  private List<Specimen> recipes;
  private SpectrumTable table;

  /** Draws the recipes. */
  @Setup
  public void prepare() {
    RandomStream random = new RandomStream(1, 1, 0);
    recipes = IntStream.range(0, RECIPES).mapToObj(i -> recipe(random)).toList();
    table = new SpectrumTable(Instruments.GENERIC);
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

  /** The amount of work in one call. */
  static SequencedMap<String, Long> amounts() {
    SequencedMap<String, Long> amounts = new LinkedHashMap<>();
    amounts.put("spectra", (long) RECIPES);
    return amounts;
  }

  private double spectra(ToDoubleFunction<Specimen> first) {
    Stream<Specimen> all = work.equals("all cores") ? recipes.parallelStream() : recipes.stream();
    return all.mapToDouble(first).sum();
  }

  /** The table. */
  @Benchmark
  public double ours() {
    return spectra(recipe -> table.expected(recipe)[100]);
  }

  /** The plain model. */
  @Benchmark
  public double bound() {
    return spectra(recipe -> Instruments.GENERIC.expected(recipe)[100]);
  }
}
