package org.sinopia.bench;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.instrument.Channels;
import org.sinopia.xrf.instrument.Instrument;
import org.sinopia.xrf.instrument.Instruments;
import org.sinopia.xrf.paint.PaintedSurface;
import org.sinopia.xrf.paint.ScannedSurface;
import org.sinopia.xrf.paint.SurfaceConfig;
import org.sinopia.xrf.paint.SurfacePainter;
import org.sinopia.xrf.painting.Genre;
import org.sinopia.xrf.painting.Painter;
import org.sinopia.xrf.synthesis.SyntheticCube;

/**
 * Poisson counts of a painted scan over 1024 bins, drawn by one thread, on the picture of {@link
 * SynthesisBenchmark}. The bound draws as many photons as there are counts in the mean.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PaintedScanBenchmark {
  private static final int SIDE = SynthesisBenchmark.SIDE;

  private static final String FEW = "painted, 400 counts, one thread";
  private static final String MANY = "painted, 10000 counts, one thread";

  /** The mean counts of a pixel. */
  @Param({FEW, MANY})
  public String work;

  private int counts;
  private SyntheticCube cube;
  private MemorySegment samples;

  /** Paints the picture and computes its spectra. */
  @Setup
  public void prepare() {
    counts = counts(work);
    PaintedSurface surface =
        SurfacePainter.paint(
            Painter.paint(Genre.LANDSCAPE, SIDE, SIDE, 1), SurfaceConfig.DEFAULT, 1);
    EnergyAxis axis = new EnergyAxis(SynthesisBenchmark.BINS, 0.5, 38.5);
    Instrument instrument = Instruments.GENERIC.withAxis(Channels.of(axis)).withCounts(counts);
    cube = new SyntheticCube(new ScannedSurface(surface, instrument), 1);
    samples = MemorySegment.ofArray(new byte[(int) cube.header().bytes(cube.grid().cell(0))]);
  }

  private static int counts(String work) {
    return Integer.parseInt(work.replaceAll("\\D", ""));
  }

  /**
   * How time grows with counts.
   *
   * @param time of our drawing, by the name of the work
   */
  static String growth(ToDoubleFunction<String> time) {
    return "From %d to %d counts, %d times as many, the time of a painted scan grows %.1f-fold."
        .formatted(
            counts(FEW),
            counts(MANY),
            counts(MANY) / counts(FEW),
            time.applyAsDouble(MANY) / time.applyAsDouble(FEW));
  }

  /** Our synthesis. */
  @Benchmark
  public long ours() throws IOException {
    long drawn = 0;
    for (Tile tile : cube.grid()) {
      cube.read(tile, samples);
      drawn += tile.pixels();
    }
    return drawn;
  }

  /** The bound. */
  @Benchmark
  public long bound() {
    return SynthesisBenchmark.histograms(0, SIDE * SIDE, counts);
  }
}
