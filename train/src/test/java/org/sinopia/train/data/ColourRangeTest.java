package org.sinopia.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.sinopia.xrf.RandomStream;
import org.sinopia.xrf.colour.Ciede2000;
import org.sinopia.xrf.colour.Lab;
import org.sinopia.xrf.colour.PixelLayout;
import org.sinopia.xrf.painting.Painter;
import org.sinopia.xrf.picture.Picture;

class ColourRangeTest {
  private static RandomStream random(long seed) {
    return new RandomStream(seed, 1, 0);
  }

  private static void assertNear(Lab expected, Lab found, double most) {
    assertEquals(expected.l(), found.l(), most);
    assertEquals(expected.a(), found.a(), most);
    assertEquals(expected.b(), found.b(), most);
  }

  @Property(tries = 20)
  void aPictureTakesTheColoursOfAnother(@ForAll @IntRange(min = 0, max = 1000) int seed) {
    ColourRange colours = ColourRange.of(Painter.paint(48, 48, seed));
    Picture taken = colours.applied(Painter.paint(40, 40, seed + 5000L), random(seed));
    // Colours that would leave the gamut are clamped.
    assertNear(colours.mean(), PaintingColours.mean(taken), 2);
    assertNear(colours.mean(), ColourRange.of(taken).mean(), 3);
  }

  @Property(tries = 10)
  void itsOwnColoursLeaveAPictureNearlyAsItIs(@ForAll @IntRange(min = 0, max = 1000) int seed) {
    Picture picture = Painter.paint(48, 48, seed);
    Picture same = ColourRange.of(picture).applied(picture, random(seed));
    float[] differences = new float[48 * 48];
    Ciede2000.differences(same.planes(), picture.planes(), PixelLayout.PLANAR, differences);
    double sum = 0;
    for (float difference : differences) {
      sum += difference;
    }
    assertTrue(sum / differences.length < 6, "mean CIEDE2000 " + sum / differences.length);
  }

  @Example
  void theDarkOfAPictureStaysDark() {
    ColourRange greys = ColourRange.parse("202020:500 e0e0e0:500");
    float[] planes = new float[3 * 256];
    for (int i = 0; i < planes.length; i++) {
      planes[i] = (i % 16) / 15f;
    }
    Picture taken = greys.applied(Picture.of(16, 16, planes), random(1));
    for (int i = 0; i < 256; i++) {
      int column = i % 16;
      if (column < 7) {
        assertTrue(taken.planes()[i] < 0.35, column + ": " + taken.planes()[i]);
      } else if (column > 8) {
        assertTrue(taken.planes()[i] > 0.7, column + ": " + taken.planes()[i]);
      }
    }
  }

  @Example
  void aLineKeepsColoursAndShares() {
    String line = "1f1912:750 bb3f50:249 ffffff:1";
    ColourRange read = ColourRange.parse(line);
    assertEquals(line, read.line());
    assertEquals(3, read.shares().size());
    assertEquals(0xbb3f50, read.shares().get(1).colour().rgb24());
    assertThrows(IllegalArgumentException.class, () -> new ColourRange(List.of()));
  }
}
