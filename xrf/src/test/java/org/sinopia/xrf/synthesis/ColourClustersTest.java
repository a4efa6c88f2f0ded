package org.sinopia.xrf.synthesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.sinopia.xrf.colour.Srgb;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.picture.Picture;

class ColourClustersTest {

  private static final Srgb[] FIVE = {
    Srgb.ofHex("#101010"),
    Srgb.ofHex("#e02020"),
    Srgb.ofHex("#20d020"),
    Srgb.ofHex("#2020e0"),
    Srgb.ofHex("#f0f0f0")
  };

  /** Pixels of five colours in equal numbers, each blurred a little. */
  private static Picture five(long seed) {
    int height = 60;
    int width = 50;
    Random random = new Random(seed);
    float[] planes = new float[3 * height * width];
    for (int i = 0; i < height * width; i++) {
      Srgb colour = FIVE[i % FIVE.length];
      planes[i] = (float) (colour.r() + 0.02 * random.nextGaussian());
      planes[height * width + i] = (float) (colour.g() + 0.02 * random.nextGaussian());
      planes[2 * height * width + i] = (float) (colour.b() + 0.02 * random.nextGaussian());
    }
    return Picture.of(height, width, planes);
  }

  @Property(tries = 10)
  void findsHowManyColoursThereAreAndWhich(@ForAll @IntRange(max = 1000) int seed) {
    Picture picture = five(seed);
    ColourClusters clusters = ColourClusters.of(picture, 6, 3, seed);
    assertEquals(5, clusters.size());
    assertTrue(clusters.silhouette() > 0.8, () -> "silhouette " + clusters.silhouette());
    int[] kinds = new int[picture.height() * picture.width()];
    clusters.assign(picture, new Tile(0, 0, picture.height(), picture.width()), kinds);
    for (int i = 0; i < kinds.length; i++) {
      assertEquals(kinds[i % FIVE.length], kinds[i]);
      Srgb centre = clusters.colours().get(kinds[i]);
      // The standard error of a mean over 600 pixels is below 0.001.
      assertEquals(FIVE[i % FIVE.length].g(), centre.g(), 0.01);
    }
  }

  @Test
  void theSameSeedGivesTheSameClusters() {
    assertEquals(ColourClusters.of(five(3), 5, 2, 7), ColourClusters.of(five(3), 5, 2, 7));
  }

  @Test
  void aPictureOfOneColourHasOneCluster() {
    float[] planes = new float[3 * 12];
    Arrays.fill(planes, 0.25f);
    ColourClusters clusters = ColourClusters.of(Picture.of(3, 4, planes), 10, 2, 1);
    assertEquals(new Srgb(0.25, 0.25, 0.25), clusters.colours().getFirst());
    assertEquals(1, clusters.size());
  }

  @Test
  void fewerPixelsThanClustersAreNoError() {
    ColourClusters clusters = ColourClusters.of(Picture.of(1, 2, new float[6]), 10, 2, 1);
    assertEquals(1, clusters.size());
  }

  @Test
  void rangesOutOfBoundsAreRefused() {
    Picture picture = five(1);
    assertThrows(IllegalArgumentException.class, () -> ColourClusters.of(picture, 0, 2, 1));
    assertThrows(IllegalArgumentException.class, () -> ColourClusters.of(picture, 5, -1, 1));
  }
}
