package org.sinopia.train.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.sinopia.xrf.painting.Painter;
import org.sinopia.xrf.picture.Picture;

class PictureVariationTest {
  @Property(tries = 40)
  void aVariationIsASquareOfColours(
      @ForAll @IntRange(min = 8, max = 60) int height,
      @ForAll @IntRange(min = 8, max = 60) int width,
      @ForAll @IntRange(min = 8, max = 20) int side,
      @ForAll long seed) {
    Picture varied = PictureVariation.of(Painter.paint(height, width, 3), side, seed);
    assertEquals(Math.min(side, Math.min(height, width)), varied.height());
    assertEquals(varied.height(), varied.width());
    for (float value : varied.planes()) {
      assertTrue(value >= 0 && value <= 1, "value " + value);
    }
  }

  @Test
  void seedsMakeIt() {
    Picture picture = Painter.paint(40, 50, 3);
    float[] one = PictureVariation.of(picture, 16, 1).planes();
    assertArrayEquals(one, PictureVariation.of(picture, 16, 1).planes());
    assertFalse(Arrays.equals(one, PictureVariation.of(picture, 16, 2).planes()));
  }

  @Test
  void greyStaysGrey() {
    float[] grey = new float[3 * 24 * 24];
    Arrays.fill(grey, 0.4f);
    float[] varied = PictureVariation.of(Picture.of(24, 24, grey), 12, 5).planes();
    int pixels = varied.length / 3;
    for (int i = 0; i < pixels; i++) {
      assertEquals(varied[i], varied[pixels + i], 2e-3);
      assertEquals(varied[i], varied[2 * pixels + i], 2e-3);
    }
  }
}
