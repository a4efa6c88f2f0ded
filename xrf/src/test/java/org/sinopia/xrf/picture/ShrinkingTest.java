package org.sinopia.xrf.picture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.sinopia.xrf.colour.Srgb;

class ShrinkingTest {
  @Test
  void whatIsSmallEnoughStaysAsItIs() {
    Picture picture = Picture.of(4, 9, new float[108]);
    assertSame(picture, Shrinking.toShorterSide(picture, 4));
  }

  @Property(tries = 50)
  void oneColourStaysThatColourInTheSameProportions(
      @ForAll @IntRange(min = 1, max = 40) int height,
      @ForAll @IntRange(min = 1, max = 40) int width,
      @ForAll @IntRange(min = 1, max = 40) int side) {
    float[] planes = new float[3 * height * width];
    Arrays.fill(planes, 0.4f);
    Picture small = Shrinking.toShorterSide(Picture.of(height, width, planes), side);
    int shorter = Math.min(height, width);
    assertEquals(Math.min(side, shorter), Math.min(small.height(), small.width()));
    double scale = Math.min(1, (double) side / shorter);
    assertEquals(height * scale, small.height(), 0.5);
    assertEquals(width * scale, small.width(), 0.5);
    for (float component : small.planes()) {
      assertEquals(0.4, component, 1e-5);
    }
  }

  @Test
  void lightIsAveragedNotItsCode() {
    // Half black, half white: half the light, which sRGB encodes as 0.7354.
    Picture picture = Picture.of(2, 2, new float[] {0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0});
    float grey = Shrinking.toShorterSide(picture, 1).planes()[0];
    assertEquals(0.5, new Srgb(grey, 0, 0).toLinear().r(), 1e-6);
    assertEquals(0.7354, grey, 1e-4);
  }

  @Test
  void aPixelCutByAnEdgeCountsOnBothSides() {
    // Three columns to two: the middle one is halved.
    float[] red = {0, 1, 1, 0, 1, 1, 0, 1, 1};
    float[] planes = new float[27];
    System.arraycopy(red, 0, planes, 0, 9);
    float[] small = Shrinking.toShorterSide(Picture.of(3, 3, planes), 2).planes();
    double third = new Srgb(small[0], 0, 0).toLinear().r();
    assertEquals(1 / 3.0, third, 1e-6);
    assertArrayEquals(new float[] {small[0], 1, small[0], 1}, Arrays.copyOf(small, 4), 1e-6f);
  }
}
