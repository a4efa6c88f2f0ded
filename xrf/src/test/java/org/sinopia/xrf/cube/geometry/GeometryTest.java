package org.sinopia.xrf.cube.geometry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.MissingPixels;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.cube.TileGrid;

class GeometryTest {

  /** A cube in memory, of single-precision samples. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Held(CubeHeader header, float[] samples) implements DataCube {
    static Held of(int height, int width, int bins, float... samples) {
      return new Held(new CubeHeader(height, width, bins, SampleType.F32), samples);
    }

    @Override
    public TileGrid grid() {
      return new TileGrid(header.height(), header.width(), 1, header.width());
    }

    @Override
    public void read(Tile tile, MemorySegment target) {
      int bins = header.bins();
      for (int y = 0; y < tile.height(); y++) {
        int from = ((tile.row() + y) * header.width() + tile.column()) * bins;
        MemorySegment.copy(
            samples,
            from,
            target,
            ValueLayout.JAVA_FLOAT_UNALIGNED,
            4L * y * tile.width() * bins,
            tile.width() * bins);
      }
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }

  private static float[] all(DataCube cube) throws IOException {
    CubeHeader header = cube.header();
    float[] counts = new float[(int) header.pixels() * header.bins()];
    cube.readFloats(new Tile(0, 0, header.height(), header.width()), counts);
    return counts;
  }

  private static final Held TWO_BY_THREE = Held.of(2, 3, 1, 1, 2, 3, 4, 5, 6);

  @Test
  void cubesAreTurnedClockwiseAndMirrored() throws IOException {
    DataCube quarter = TurnedCube.rotated(TWO_BY_THREE, 90);
    assertEquals(3, quarter.header().height());
    assertArrayEquals(new float[] {4, 1, 5, 2, 6, 3}, all(quarter));
    assertArrayEquals(new float[] {6, 5, 4, 3, 2, 1}, all(TurnedCube.rotated(TWO_BY_THREE, 180)));
    assertArrayEquals(new float[] {3, 6, 2, 5, 1, 4}, all(TurnedCube.rotated(TWO_BY_THREE, -90)));
    assertArrayEquals(new float[] {3, 2, 1, 6, 5, 4}, all(TurnedCube.mirrored(TWO_BY_THREE, true)));
    assertArrayEquals(
        new float[] {4, 5, 6, 1, 2, 3}, all(TurnedCube.mirrored(TWO_BY_THREE, false)));
    assertThrows(IllegalArgumentException.class, () -> TurnedCube.rotated(TWO_BY_THREE, 45));
  }

  @Test
  void aRectangleIsCutOut() throws IOException {
    DataCube cropped = CroppedCube.of(TWO_BY_THREE, new Tile(1, 1, 1, 2));
    assertArrayEquals(new float[] {5, 6}, all(cropped));
    assertThrows(
        IllegalArgumentException.class, () -> CroppedCube.of(TWO_BY_THREE, new Tile(1, 1, 2, 2)));
  }

  @Test
  void oddRowsAreMovedAndWhatTheyLeaveIsMissing() throws IOException {
    DataCube whole = DeskewedCube.of(TWO_BY_THREE, 1);
    assertArrayEquals(new float[] {1, 2, 3, 5, 6, Float.NaN}, all(whole));
    DataCube half = DeskewedCube.of(TWO_BY_THREE, -0.5);
    assertArrayEquals(new float[] {1, 2, 3, Float.NaN, 4.5f, 5.5f}, all(half));
    MissingPixels missing = MissingPixels.of(half);
    assertEquals(1, missing.count());
    assertTrue(missing.isMissing(1, 0));
  }

  /** A smooth random picture whose odd rows were sampled 1.3 columns farther right. */
  @Test
  void theShiftOfOddRowsIsFoundFromTheirLikeness() throws IOException {
    int height = 40;
    int width = 60;
    SplittableRandom random = new SplittableRandom(5);
    double[] waves = random.doubles(12, 0.1, 0.5).toArray();
    double[] phases = random.doubles(12, 0, 6).toArray();
    float[] samples = new float[height * width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double at = x - (y % 2 == 1 ? 1.3 : 0);
        double value = 60;
        for (int w = 0; w < 12; w++) {
          value += 4 * Math.sin(waves[w] * at + 0.4 * waves[11 - w] * y + phases[w]);
        }
        samples[y * width + x] = (float) value;
      }
    }
    RowShift shift = RowShift.estimate(Held.of(height, width, 1, samples));
    assertEquals(1.3, shift.columns(), 0.06);
    assertTrue(shift.correlation() > shift.before());
    double left =
        RowShift.estimate(DeskewedCube.of(Held.of(height, width, 1, samples), 1.3)).columns();
    assertEquals(0, left, 0.06);
  }
}
