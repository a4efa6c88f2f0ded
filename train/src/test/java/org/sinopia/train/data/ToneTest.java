package org.sinopia.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.sinopia.xrf.painting.Painter;
import org.sinopia.xrf.picture.Picture;

class ToneTest {
  @Property(tries = 40)
  void aPictureTakesATone(
      @ForAll @DoubleRange(min = 0.25, max = 0.75) double luma,
      @ForAll @DoubleRange(min = -0.04, max = 0.04) double blue,
      @ForAll @DoubleRange(min = -0.04, max = 0.04) double red) {
    Picture picture = Painter.paint(32, 32, 3);
    Tone found = Tone.of(new Tone(luma, blue, red).applied(picture));
    // Colours that would leave the gamut are clamped.
    assertEquals(luma, found.luma(), 0.04);
    assertEquals(blue, found.blue(), 0.05);
    assertEquals(red, found.red(), 0.05);
  }

  @Property(tries = 20)
  void itsOwnToneLeavesAPictureAsItIs(@ForAll long seed) {
    Picture picture = Painter.paint(24, 24, seed);
    float[] same = Tone.of(picture).applied(picture).planes();
    for (int i = 0; i < same.length; i++) {
      assertTrue(Math.abs(same[i] - picture.planes()[i]) < 2e-3, same[i] + " at " + i);
    }
  }
}
