package org.sinopia.xrf.synthesis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sinopia.tensor.DType;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.SpectrumOp;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.cube.format.CubeFile;
import org.sinopia.xrf.spectrum.Spectrum;

class SyntheticCubeTest {

  private static final int HEIGHT = 40;
  private static final int WIDTH = 64;
  private static final int BINS = Paintings.AXIS.bins();
  private static final PaintedPicture MAP = Paintings.painted(HEIGHT, WIDTH);
  private static final Tile ALL = new Tile(0, 0, HEIGHT, WIDTH);

  private static SyntheticCube cube(ScanConditions conditions) {
    return new SyntheticCube(MAP, conditions, 42);
  }

  private static float[] counts(DataCube cube, Tile tile) throws IOException {
    float[] counts = new float[(int) tile.pixels() * BINS];
    cube.readFloats(tile, counts);
    return counts;
  }

  @Test
  void everyPixelHasAllItsPhotons() throws IOException {
    float[] counts = counts(cube(ScanConditions.DEFAULT), ALL);
    for (int pixel = 0; pixel < HEIGHT * WIDTH; pixel++) {
      assertEquals(400, sum(counts, pixel));
    }
  }

  @Test
  void countsOfEachKindAreDrawnFromItsSpectrum() throws IOException {
    SyntheticCube cube = cube(ScanConditions.DEFAULT);
    float[] counts = counts(cube, ALL);
    int[] kinds = new int[HEIGHT * WIDTH];
    cube.map().kinds(ALL, kinds);
    for (int kind = 0; kind < cube.map().kinds(); kind++) {
      long[] observed = new long[BINS];
      for (int pixel = 0; pixel < kinds.length; pixel++) {
        for (int bin = 0; bin < BINS && kinds[pixel] == kind; bin++) {
          observed[bin] += (long) counts[pixel * BINS + bin];
        }
      }
      double p = new ChiSquareTest().chiSquareTest(MAP.spectrum(kind).probabilities(), observed);
      assertTrue(p > 1e-4, "kind " + kind + ": p = " + p);
    }
  }

  @Test
  void countsOfABinVaryFromPixelToPixelAsABinomial() throws IOException {
    // A multinomial's marginal; draws that were shared between pixels would vary too little or too
    // much although their sum fits the spectrum.
    SyntheticCube cube = cube(ScanConditions.DEFAULT);
    float[] counts = counts(cube, ALL);
    int[] kinds = new int[HEIGHT * WIDTH];
    cube.map().kinds(ALL, kinds);
    for (int bin = 0; bin < BINS; bin++) {
      double excess = 0;
      int pixels = 0;
      for (int pixel = 0; pixel < kinds.length; pixel++) {
        double probability = MAP.spectrum(kinds[pixel]).probability(bin);
        double deviation = counts[pixel * BINS + bin] - 400 * probability;
        excess += deviation * deviation / (400 * probability * (1 - probability)) - 1;
        pixels++;
      }
      // The squared standardised binomial has mean 1 and variance 2 + (1 − 6pq)/(npq), at most 2.5
      // here; five standard errors.
      assertEquals(0, excess / pixels, 5 * Math.sqrt(2.5 / pixels), "bin " + bin);
    }
  }

  @Property(tries = 40)
  void anyRectangleReadsTheSameCounts(
      @ForAll @IntRange(max = HEIGHT - 1) int row,
      @ForAll @IntRange(max = WIDTH - 1) int column,
      @ForAll @IntRange(min = 1, max = HEIGHT) int height,
      @ForAll @IntRange(min = 1, max = WIDTH) int width)
      throws IOException {
    Tile tile =
        new Tile(row, column, Math.min(height, HEIGHT - row), Math.min(width, WIDTH - column));
    SyntheticCube cube =
        cube(ScanConditions.DEFAULT.withPoisson(true).withDrift(0.01, 0.05).withRelief(0.5));
    float[] all = counts(cube, ALL);
    float[] part = counts(cube, tile);
    for (int y = 0; y < tile.height(); y++) {
      for (int i = 0; i < tile.width() * BINS; i++) {
        assertEquals(
            all[((row + y) * WIDTH + column) * BINS + i], part[y * tile.width() * BINS + i]);
      }
    }
  }

  @Test
  void oneTwoAndSevenThreadsWriteTheSameCube(@TempDir Path folder) throws IOException {
    SyntheticCube cube = cube(ScanConditions.DEFAULT);
    float[] expected = counts(cube, ALL);
    for (int threads : new int[] {1, 2, 7}) {
      for (String name : new String[] {"a.h5", "a.npy"}) {
        Path file = folder.resolve(threads + name);
        AtomicLong pixels = new AtomicLong();
        CubeSynthesis.write(cube, file, threads, pixels::addAndGet);
        assertEquals(HEIGHT * WIDTH, pixels.get());
        try (DataCube stored = CubeFile.open(file)) {
          assertEquals(SampleType.U8, stored.header().type());
          assertArrayEquals(expected, counts(stored, ALL));
        }
      }
    }
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void moreThreadsThanCellsAreNotStarted(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("cube.h5");
    AtomicLong pixels = new AtomicLong();
    SyntheticCube cube = cube(ScanConditions.DEFAULT);
    CubeSynthesis.write(cube, file, 10_000_000, pixels::addAndGet);
    assertEquals(cube.header().pixels(), pixels.get());
  }

  @Test
  void anHdf5CubeTellsHowItCameAbout(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("a.h5");
    CubeSynthesis.write(cube(ScanConditions.DEFAULT.withPoisson(true)), file, 2, n -> {});
    try (DataCube stored = CubeFile.open(file)) {
      assertEquals(42L, stored.header().attributes().get("seed"));
      assertEquals("red, green, blue, white", stored.header().attributes().get("palette"));
      assertEquals(4L, stored.header().attributes().get("clusters"));
      assertEquals("true", stored.header().attributes().get("poisson"));
      assertEquals(Paintings.AXIS, stored.header().energy().orElseThrow());
    }
  }

  @Test
  void theNarrowestTypeIsTakenThatIsNextToCertainToDo() {
    // Half of the photons go to the strongest bin of a pigment, 5 of 14.4.
    assertEquals(SampleType.U8, cube(ScanConditions.DEFAULT.withPhotons(255)).header().type());
    assertEquals(SampleType.U8, cube(ScanConditions.DEFAULT).header().type());
    assertEquals(SampleType.U16, cube(ScanConditions.DEFAULT.withPhotons(700)).header().type());
    assertEquals(SampleType.U16, cube(ScanConditions.DEFAULT.withPhotons(65535)).header().type());
    assertEquals(SampleType.U32, cube(ScanConditions.DEFAULT.withPhotons(200000)).header().type());
  }

  @Test
  void aCountThatDoesNotFitIsNotLost(@TempDir Path folder) throws IOException {
    SyntheticCube narrow = cube(ScanConditions.DEFAULT.withPhotons(1000)).as(SampleType.U8);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment samples = arena.allocate(narrow.header().bytes(ALL));
      assertThrows(CountOverflowException.class, () -> narrow.read(ALL, samples));
    }
    Path file = folder.resolve("a.h5");
    CubeSynthesis.write(narrow, file, 2, n -> {});
    try (DataCube stored = CubeFile.open(file)) {
      assertEquals(SampleType.U16, stored.header().type());
      assertArrayEquals(counts(narrow, ALL), counts(stored, ALL));
    }
    try (var files = Files.list(folder)) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void allTypesHoldTheSameCounts() throws IOException {
    SyntheticCube cube = cube(ScanConditions.DEFAULT);
    Tile tile = new Tile(3, 5, 7, 11);
    float[] expected = counts(cube, tile);
    for (SampleType type :
        new SampleType[] {SampleType.U8, SampleType.U16, SampleType.U32, SampleType.F32}) {
      SyntheticCube other = cube.as(type);
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment samples = arena.allocate(other.header().bytes(tile));
        other.read(tile, samples);
        float[] read = new float[expected.length];
        type.toFloats(samples, 0, read, 0, read.length);
        assertArrayEquals(expected, read);
      }
    }
    assertThrows(IllegalArgumentException.class, () -> cube.as(SampleType.F64));
  }

  @Test
  void anOpDrawsWhatIsRead() throws IOException {
    ScanConditions disturbed =
        ScanConditions.DEFAULT.withPoisson(true).withDrift(0.01, 0.05).withRelief(0.5);
    for (ScanConditions conditions : new ScanConditions[] {ScanConditions.DEFAULT, disturbed}) {
      SyntheticCube cube = cube(conditions);
      Tile part = new Tile(3, 5, 9, 31);
      try (Scope scope = Scope.open(Device.cpu())) {
        int pixels = (int) part.pixels();
        Tensor counts = scope.empty(DType.I32, Shape.of(pixels, BINS));
        new SpectrumOp.DrawPhotons(cube.photons(part, scope).orElseThrow(), counts).run();
        assertArrayEquals(counts(cube, part), counts.toFloats());
      }
    }
  }

  @Test
  void poissonPhotonsHaveThePoissonMeanAndVariance() throws IOException {
    float[] counts = counts(cube(ScanConditions.DEFAULT.withPoisson(true)), ALL);
    int pixels = HEIGHT * WIDTH;
    double mean =
        IntStream.range(0, pixels).mapToDouble(i -> sum(counts, i)).average().orElseThrow();
    double variance =
        IntStream.range(0, pixels)
            .mapToDouble(i -> Math.pow(sum(counts, i) - 400, 2))
            .average()
            .orElseThrow();
    assertEquals(400, mean, 5 * Math.sqrt(400.0 / pixels));
    // The fourth central moment of Poisson(m) is 3m² + m.
    assertEquals(400, variance, 5 * Math.sqrt((2.0 * 400 * 400 + 400) / pixels));
  }

  @Test
  void deadTimeKeepsTheLiveShareOfPhotons() throws IOException {
    float[] counts = counts(cube(ScanConditions.DEFAULT.withDeadTime(0.25)), ALL);
    int pixels = HEIGHT * WIDTH;
    double mean =
        IntStream.range(0, pixels).mapToDouble(i -> sum(counts, i)).average().orElseThrow();
    // 400/(1 + 0.25), of variance 400·0.8·0.2.
    assertEquals(320, mean, 5 * Math.sqrt(64.0 / pixels));
  }

  @Test
  void reliefDimsSmoothlyAndNeverBrightens() throws IOException {
    int photons = 10000;
    SyntheticCube cube =
        new SyntheticCube(
            Paintings.painted(HEIGHT, WIDTH),
            ScanConditions.DEFAULT.withPhotons(photons).withRelief(1),
            3);
    float[] counts = counts(cube, ALL);
    double least = Double.MAX_VALUE;
    double most = 0;
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        double here = sum(counts, y * WIDTH + x);
        least = Math.min(least, here);
        most = Math.max(most, here);
        if (x > 0) {
          // Waves of 25 pixels and more and 0.3 mm change the distance of 10 mm by less than a
          // fifteenth from one pixel to the next.
          assertEquals(here, sum(counts, y * WIDTH + x - 1), 0.15 * photons);
        }
      }
    }
    assertTrue(most <= photons && most > 1.2 * least, least + " to " + most);
  }

  @Test
  void driftMovesALineByGainAndShift() throws IOException {
    ScanConditions conditions = ScanConditions.DEFAULT.withPhotons(20000).withDrift(0.02, 0.1);
    SyntheticCube cube = cube(conditions);
    Drift drift = new Drift(conditions, HEIGHT, 42);
    Spectrum green = Paintings.fourLines().pigment("green").spectrum();
    double energy = mean(green.probabilities(), 0);
    double farthest = 0;
    for (int row = 0; row < HEIGHT; row++) {
      float[] counts = counts(cube, new Tile(row, WIDTH * 3 / 8, 1, 1));
      double[] spectrum = new double[BINS];
      for (int bin = 0; bin < BINS; bin++) {
        spectrum[bin] = counts[bin];
      }
      double expected = (1 + drift.gain(row)) * energy + drift.shiftKev(row);
      assertEquals(expected, mean(spectrum, expected), 0.02, "row " + row);
      farthest = Math.max(farthest, Math.abs(expected - energy));
    }
    assertTrue(farthest > 0.1, "drift of " + farthest + " keV at most");
  }

  /** Mean energy of the line of the green pigment, near 6.4 keV, above its flat ground. */
  private static double mean(double[] spectrum, double near) {
    double centre = near == 0 ? Paintings.AXIS.centreKev(25) : near;
    double sum = 0;
    double moment = 0;
    for (int bin = 0; bin < BINS; bin++) {
      double distance = Paintings.AXIS.centreKev(bin) - centre;
      if (Math.abs(distance) < 1.2) {
        sum += spectrum[bin];
        moment += spectrum[bin] * distance;
      }
    }
    return centre + moment / sum;
  }

  @Test
  void conditionsOutOfRangeAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> ScanConditions.DEFAULT.withPhotons(0));
    assertThrows(IllegalArgumentException.class, () -> ScanConditions.DEFAULT.withDrift(0.2, 0));
    assertThrows(IllegalArgumentException.class, () -> ScanConditions.DEFAULT.withDeadTime(-1));
    assertThrows(
        IllegalArgumentException.class, () -> ScanConditions.DEFAULT.withRelief(Double.NaN));
  }

  private static double sum(float[] counts, int pixel) {
    double sum = 0;
    for (int bin = 0; bin < BINS; bin++) {
      sum += counts[pixel * BINS + bin];
    }
    return sum;
  }
}
