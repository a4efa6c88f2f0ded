package org.sinopia.train.data.pairs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.sinopia.xrf.RandomStream;

class CropMapTest {
  private static final AugmentationConfig FLIPS = new AugmentationConfig(1, 0, 0, 1, 1, 1, 0, 0, 0);
  private static final AugmentationConfig TURNS = new AugmentationConfig(0, 1, 0, 1, 1, 1, 0, 0, 0);

  /** Pixel (row, column) has the value 100·row + column. */
  private static float[] ramp(int height, int width) {
    float[] ramp = new float[height * width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        ramp[y * width + x] = 100 * y + x;
      }
    }
    return ramp;
  }

  private static float[] crop(AugmentationConfig config, int height, int width, int side, long k) {
    CropMap map = CropMap.draw(config, height, width, side, new RandomStream(1, k, 0));
    float[] crop = new float[side * side];
    map.apply(ramp(height, width), 1, height, width, MemorySegment.ofArray(crop), 0);
    return crop;
  }

  @Property(tries = 200)
  void aPlainCropCopiesPixelsFromAnywhereInside(
      @ForAll @IntRange(min = 1, max = 9) int side,
      @ForAll @IntRange(max = 5) int moreRows,
      @ForAll @IntRange(max = 5) int moreColumns,
      @ForAll long k) {
    int height = side + moreRows;
    int width = side + moreColumns;
    float[] crop = crop(AugmentationConfig.NONE, height, width, side, k);
    int top = (int) crop[0] / 100;
    int left = (int) crop[0] % 100;
    assertTrue(top + side <= height && left + side <= width);
    for (int i = 0; i < crop.length; i++) {
      assertEquals(100 * (top + i / side) + left + i % side, crop[i]);
    }
  }

  @Test
  void everyPlaceOfAPlainCropComesUp() {
    Set<Float> corners = new HashSet<>();
    for (int k = 0; k < 500; k++) {
      corners.add(crop(AugmentationConfig.NONE, 7, 6, 4, k)[0]);
    }
    assertEquals(4 * 3, corners.size());
  }

  @Test
  void aFlipMirrorsRows() {
    assertArrayEquals(new float[] {2, 1, 0, 102, 101, 100, 202, 201, 200}, crop(FLIPS, 3, 3, 3, 5));
  }

  /** The three turns of [[0, 1], [100, 101]], as numpy.rot90 makes them. */
  @Test
  void quarterTurnsAreTheThreeThereAre() {
    Set<String> found = new HashSet<>();
    for (int k = 0; k < 50; k++) {
      found.add(Arrays.toString(crop(TURNS, 2, 2, 2, k)));
    }
    assertEquals(
        Set.of(
            Arrays.toString(new float[] {1, 101, 0, 100}),
            Arrays.toString(new float[] {101, 100, 1, 0}),
            Arrays.toString(new float[] {100, 0, 101, 1})),
        found);
  }

  /** A crop of 4 from 2 pixels: one more on both sides, mirrored without repeating the edge. */
  @Test
  void aSmallPictureIsContinuedByReflection() {
    float[] crop = crop(AugmentationConfig.NONE, 2, 2, 4, 1);
    float[] row = {101, 100, 101, 100};
    assertArrayEquals(row, Arrays.copyOf(crop, 4));
    assertArrayEquals(new float[] {1, 0, 1, 0}, Arrays.copyOfRange(crop, 4, 8));
  }

  @Test
  void onePixelFillsAnyCrop() {
    for (int k = 0; k < 20; k++) {
      assertArrayEquals(new float[9], crop(AugmentationConfig.DEFAULT, 1, 1, 3, k));
    }
  }

  /** Bilinear interpolation gives a linear picture exactly, wherever the border is far. */
  @Property(tries = 300)
  void aZoomIsLinearBetweenPixels(@ForAll long k) {
    AugmentationConfig config = new AugmentationConfig(0.5, 0.5, 1, 0.5, 2, 1.3, 1, 20, 0.2);
    CropMap map = CropMap.draw(config, 64, 48, 8, new RandomStream(2, k, 0));
    float[] crop = new float[64];
    map.apply(ramp(64, 48), 1, 64, 48, MemorySegment.ofArray(crop), 0);
    for (int v = 0; v < 8; v++) {
      for (int u = 0; u < 8; u++) {
        double x = map.x0() + map.xu() * u + map.xv() * v;
        double y = map.y0() + map.yu() * u + map.yv() * v;
        if (x >= 0 && x <= 47 && y >= 0 && y <= 63) {
          assertEquals(100 * y + x, crop[8 * v + u], 1e-2);
        }
      }
    }
    double area = Math.abs(map.xu() * map.yv() - map.xv() * map.yu());
    assertTrue(area >= 0.25 * 0.999 && area <= 4 * 1.001, "area " + area);
  }

  @Test
  void allChannelsAreMappedAlike() {
    float[] both = Arrays.copyOf(ramp(20, 30), 1200);
    System.arraycopy(both, 0, both, 600, 600);
    CropMap map = CropMap.draw(AugmentationConfig.DEFAULT, 20, 30, 16, new RandomStream(3, 4, 0));
    float[] crop = new float[5 + 512];
    map.apply(both, 2, 20, 30, MemorySegment.ofArray(crop), 5);
    assertArrayEquals(Arrays.copyOfRange(crop, 5, 261), Arrays.copyOfRange(crop, 261, 517));
    assertArrayEquals(new float[5], Arrays.copyOf(crop, 5));
  }
}
