package org.sinopia.xrf.synthesis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.math3.distribution.PoissonDistribution;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.Tile;

class PoissonCubeTest {

  /** Two paints side by side, of known means. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record TwoPaints(int height, int width, double shift, double[][] means)
      implements EmissionMap {
    @Override
    public EnergyAxis axis() {
      return new EnergyAxis(means[0].length, 0, 8);
    }

    @Override
    public int kinds() {
      return 2;
    }

    @Override
    public void kinds(Tile tile, int[] kinds) {
      for (int i = 0; i < (int) tile.pixels(); i++) {
        kinds[i] = tile.column() + i % tile.width() < width / 2 ? 0 : 1;
      }
    }

    @Override
    public String dominant(int kind) {
      return kind == 0 ? "left" : "right";
    }

    @Override
    public Map<String, Object> attributes() {
      return Map.of("palette", "left, right");
    }

    @Override
    public double[] expected(int kind) {
      return means[kind].clone();
    }

    @Override
    public double oddRowShift() {
      return shift;
    }
  }

  private static double[] flat(int bins, double mean) {
    double[] means = new double[bins];
    Arrays.fill(means, mean);
    return means;
  }

  private static float[] counts(SyntheticCube cube, Tile tile) throws IOException {
    float[] counts = new float[(int) tile.pixels() * cube.header().bins()];
    cube.readFloats(tile, counts);
    return counts;
  }

  private static float[] all(SyntheticCube cube) throws IOException {
    return counts(cube, new Tile(0, 0, cube.header().height(), cube.header().width()));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.02, 0.7, 1, 3.3, 41.7, 1234.5, 100_000.3})
  void countsArePoissonNumbersOfTheirMean(double mean) throws IOException {
    double[][] means = {flat(3, mean), flat(3, mean)};
    float[] counts = all(new SyntheticCube(new TwoPaints(100, 200, 0, means), 7));
    PoissonDistribution expected = new PoissonDistribution(mean);
    // Classes of about equal probability, so that none is too small for the test.
    int classes = 20;
    int[] bounds = new int[classes];
    for (int i = 0; i < classes; i++) {
      bounds[i] = expected.inverseCumulativeProbability((i + 1.0) / (classes + 1));
    }
    int[] distinct = Arrays.stream(bounds).distinct().toArray();
    double[] probabilities = new double[distinct.length + 1];
    long[] observed = new long[distinct.length + 1];
    double below = 0;
    for (int i = 0; i < distinct.length; i++) {
      double upTo = expected.cumulativeProbability(distinct[i]);
      probabilities[i] = upTo - below;
      below = upTo;
    }
    probabilities[distinct.length] = 1 - below;
    for (float count : counts) {
      int found = Arrays.binarySearch(distinct, (int) count);
      observed[found >= 0 ? found : -found - 1]++;
    }
    double p = new ChiSquareTest().chiSquareTest(probabilities, observed);
    assertTrue(p > 1e-4, "p = " + p);
  }

  @Test
  void binsOfAPixelAreIndependent() throws IOException {
    double[][] means = {{0.4, 5.2, 30}, {0.4, 5.2, 30}};
    float[] counts = all(new SyntheticCube(new TwoPaints(150, 200, 0, means), 3));
    int pixels = counts.length / 3;
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < i; j++) {
        double sum = 0;
        for (int pixel = 0; pixel < pixels; pixel++) {
          sum += (counts[3 * pixel + i] - means[0][i]) * (counts[3 * pixel + j] - means[0][j]);
        }
        double correlation = sum / pixels / Math.sqrt(means[0][i] * means[0][j]);
        assertEquals(0, correlation, 4.5 / Math.sqrt(pixels), i + " and " + j);
      }
    }
  }

  @Test
  void brightPaintGivesMoreCountsThanDarkPaint() throws IOException {
    double[][] means = {flat(16, 10), flat(16, 2)};
    float[] counts = all(new SyntheticCube(new TwoPaints(40, 40, 0, means), 1));
    double[] sums = new double[2];
    for (int i = 0; i < counts.length; i++) {
      sums[i / 16 % 40 < 20 ? 0 : 1] += counts[i];
    }
    assertEquals(10, sums[0] / (800 * 16), 0.15);
    assertEquals(2, sums[1] / (800 * 16), 0.07);
  }

  @Property(tries = 60)
  void oddRowsSeeTheSurfaceFartherOn(@ForAll @DoubleRange(min = -1.5, max = 1.5) double shift)
      throws IOException {
    double[][] means = {flat(64, 0), flat(64, 50)};
    int width = 12;
    float[] counts = all(new SyntheticCube(new TwoPaints(2, width, shift, means), 5));
    for (int column = 0; column < width; column++) {
      double[] sums = new double[2];
      for (int row = 0; row < 2; row++) {
        for (int bin = 0; bin < 64; bin++) {
          sums[row] += counts[(row * width + column) * 64 + bin];
        }
      }
      // The share of an odd row's pixel that lies right of the border at column 6.
      double share = Math.clamp(column + shift + 1 - 6, 0, 1);
      double mean = 3200 * share;
      assertEquals(column < 6 ? 0 : 3200, sums[0], 6 * Math.sqrt(3200));
      assertEquals(mean, sums[1], 6 * Math.sqrt(mean) + 1e-9, "column " + column);
    }
  }

  @Property(tries = 40)
  void anyRectangleReadsTheSameCounts(
      @ForAll @IntRange(max = 19) int row,
      @ForAll @IntRange(max = 29) int column,
      @ForAll @IntRange(min = 1, max = 20) int height,
      @ForAll @IntRange(min = 1, max = 30) int width)
      throws IOException {
    double[][] means = {flat(17, 2.5), flat(17, 40)};
    SyntheticCube cube = new SyntheticCube(new TwoPaints(20, 30, 0.6, means), 9);
    Tile tile = new Tile(row, column, Math.min(height, 20 - row), Math.min(width, 30 - column));
    float[] whole = all(cube);
    float[] some = counts(cube, tile);
    for (int y = 0; y < tile.height(); y++) {
      int from = ((row + y) * 30 + column) * 17;
      int length = tile.width() * 17;
      assertArrayEquals(
          Arrays.copyOfRange(whole, from, from + length),
          Arrays.copyOfRange(some, y * length, (y + 1) * length));
    }
  }

  @Test
  void drawsTheSameBitsOnEveryMachine() throws IOException {
    double[] means = new double[100];
    for (int i = 0; i < means.length; i++) {
      means[i] = 0.01 * i * i;
    }
    SyntheticCube cube =
        new SyntheticCube(new TwoPaints(9, 8, 0.3, new double[][] {means, flat(100, 7)}), 42);
    assertEquals(DIGEST, Arrays.hashCode(all(cube)));
  }

  private static final int DIGEST = -1507050495;

  @Test
  void theNumberTypeHoldsTheLargestMean() {
    assertEquals(SampleType.U8, type(100));
    assertEquals(SampleType.U16, type(250));
    assertEquals(SampleType.U16, type(60_000));
    assertEquals(SampleType.U32, type(65_500));
  }

  private static SampleType type(double mean) {
    double[][] means = {flat(4, 1), flat(4, mean)};
    return new SyntheticCube(new TwoPaints(8, 8, 0, means), 1).header().type();
  }

  @Test
  void countsThatAreDrawnBinByBinAreNoPhotons() {
    SyntheticCube cube =
        new SyntheticCube(new TwoPaints(4, 4, 0, new double[][] {flat(4, 1), flat(4, 2)}), 1);
    try (Scope scope = Scope.open(Device.cpu())) {
      assertTrue(cube.photons(new Tile(0, 0, 4, 4), scope).isEmpty());
    }
  }
}
