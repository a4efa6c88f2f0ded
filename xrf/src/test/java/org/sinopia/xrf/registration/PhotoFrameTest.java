package org.sinopia.xrf.registration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.sinopia.xrf.picture.Picture;

class PhotoFrameTest {

  private static Picture ramp(int height, int width) {
    float[] planes = new float[3 * height * width];
    for (int i = 0; i < height * width; i++) {
      int row = i / width;
      planes[i] = (i % width) / (float) width;
      planes[height * width + i] = row / (float) height;
    }
    return Picture.of(height, width, planes);
  }

  @Test
  void aPictureOverItselfIsItself() {
    Picture picture = ramp(7, 9);
    PhotoFrame.Drawn drawn =
        new PhotoFrame(7, 9, new Affine(1, 0, 0, 0, 1, 0)).of(picture, (y, x) -> false);
    for (int i = 0; i < picture.planes().length; i++) {
      assertEquals(picture.planes()[i], drawn.picture().planes()[i], 1e-6);
    }
    assertFalse(drawn.outside().at(6, 8));
  }

  @Test
  void aLargerPhotographIsFilledBetweenPixelsAndEmptyBeyondTheScan() {
    PhotoFrame frame = new PhotoFrame(40, 50, new Affine(4, 0, 10, 0, 4, 8));
    PhotoFrame.Drawn drawn = frame.of(ramp(7, 9), (y, x) -> y == 0 && x == 0);
    // Column 2.5 and row 3.25 of the scan.
    assertEquals(2.5 / 9, drawn.picture().planes()[21 * 50 + 20], 1e-6);
    assertEquals(3.25 / 7, drawn.picture().planes()[40 * 50 + 21 * 50 + 20], 1e-6);
    assertTrue(drawn.outside().at(0, 0));
    assertTrue(drawn.outside().at(8, 10));
    assertFalse(drawn.outside().at(12, 14));
    // The missing pixel has no part in its neighbour.
    assertEquals(1.0 / 9, drawn.picture().planes()[8 * 50 + 13], 1e-6);
  }

  @Test
  void aSmallerPhotographHoldsMeans() {
    PhotoFrame frame = new PhotoFrame(2, 3, new Affine(1 / 3.0, 0, -1 / 3.0, 0, 1 / 3.0, -1 / 3.0));
    Picture scan = ramp(6, 9);
    PhotoFrame.Drawn drawn = frame.of(scan, (y, x) -> false);
    assertEquals(4 / 9.0, drawn.picture().planes()[1], 1e-6);
    assertEquals(1 / 6.0, drawn.picture().planes()[6], 1e-6);
  }
}
