package org.sinopia.bench;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.cube.TileGrid;
import org.sinopia.xrf.painting.Genre;
import org.sinopia.xrf.painting.Painter;
import org.sinopia.xrf.picture.Picture;
import org.sinopia.xrf.pigment.SimulatedPalette;
import org.sinopia.xrf.synthesis.ColourClusters;
import org.sinopia.xrf.synthesis.CubeSynthesis;
import org.sinopia.xrf.synthesis.PaintedPicture;
import org.sinopia.xrf.synthesis.PigmentMixing;
import org.sinopia.xrf.synthesis.ScanConditions;
import org.sinopia.xrf.synthesis.SyntheticCube;

/**
 * ganX's own settings (1024 bins, 400 photons, 9 clusters, threshold 0.6) on a painted picture. The
 * bound is what no sampler that draws photon by photon can do without: as many steps of the
 * cheapest random generator, each counted into a histogram that stays in the first-level cache.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SynthesisBenchmark {
  static final int SIDE = 384;
  static final int BINS = 1024;
  private static final int PHOTONS = 400;
  private static final int CLUSTERS = 9;
  private static final int THREADS = Runtime.getRuntime().availableProcessors();

  /** Only drawn, by one thread, or drawn by all cores and stored in an uncompressed HDF5 file. */
  @Param({"draw, one thread", "draw and write HDF5, all cores"})
  public String work;

  private SyntheticCube cube;
  private MemorySegment samples;
  private Path folder;

  /** Paints the picture. */
  @Setup
  public void prepare() throws IOException {
    Picture picture = Painter.paint(Genre.LANDSCAPE, SIDE, SIDE, 1);
    PigmentMixing mixing =
        new PigmentMixing(SimulatedPalette.DEFAULT.palette(new EnergyAxis(BINS, 0.5, 38.5)), 0.6);
    ColourClusters clusters = ColourClusters.of(picture, CLUSTERS, 0, 1);
    cube =
        new SyntheticCube(
            new PaintedPicture(picture, clusters, mixing),
            ScanConditions.DEFAULT.withPhotons(PHOTONS),
            1);
    samples = MemorySegment.ofArray(new byte[(int) cube.header().bytes(cube.grid().cell(0))]);
    folder = Files.createTempDirectory("synthesis");
  }

  /** Removes the file. */
  @TearDown
  public void clean() throws IOException {
    Files.deleteIfExists(file());
    Files.delete(folder);
  }

  /** The number of pixels that one call draws. */
  static SequencedMap<String, Long> amounts() {
    SequencedMap<String, Long> amounts = new LinkedHashMap<>();
    amounts.put("pixels", (long) SIDE * SIDE);
    return amounts;
  }

  private Path file() {
    return folder.resolve("cube.h5");
  }

  private boolean writes() {
    return work.contains("write");
  }

  /** Our synthesis. */
  @Benchmark
  public long ours() throws IOException {
    if (writes()) {
      CubeSynthesis.write(cube, file(), THREADS, pixels -> {});
      return 0;
    }
    TileGrid grid = cube.grid();
    long drawn = 0;
    for (Tile tile : grid) {
      cube.read(tile, samples);
      drawn += tile.pixels();
    }
    return drawn;
  }

  /** The bound. */
  @Benchmark
  public long bound() {
    int threads = writes() ? THREADS : 1;
    int pixels = SIDE * SIDE / threads;
    return IntStream.range(0, threads)
        .parallel()
        .mapToLong(i -> histograms(i, pixels, PHOTONS))
        .sum();
  }

  /** As many steps of the cheapest generator as there are photons, counted. */
  static long histograms(long state, int pixels, int photons) {
    int[] counts = new int[BINS];
    for (int pixel = 0; pixel < pixels; pixel++) {
      for (int photon = 0; photon < photons; photon++) {
        // D. E. Knuth's MMIX generator; only its high bits are random enough.
        state = state * 6364136223846793005L + 1442695040888963407L;
        counts[(int) (state >>> 54)]++;
      }
    }
    return counts[0] + state;
  }
}
