package org.sinopia.xrf.registration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.sinopia.xrf.painting.Painter;
import org.sinopia.xrf.picture.Picture;

class MapRegistrationTest {
  private static final int ROWS = 90;
  private static final int COLUMNS = 110;

  /**
   * Maps that a scan of a picture could show: a red, a white and a dark pigment, each with counting
   * noise; none is linear in a colour.
   */
  private static List<float[]> maps(Picture photo, Affine scanToPhoto, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int pixels = photo.height() * photo.width();
    float[][] rgb = new float[3][pixels];
    float[] all = new float[pixels];
    for (int i = 0; i < pixels; i++) {
      all[i] = 1;
      for (int p = 0; p < 3; p++) {
        rgb[p][i] = photo.planes()[p * pixels + i];
      }
    }
    PlaneStack picture = new PlaneStack(photo.height(), photo.width(), rgb, all);
    float[][] maps = new float[4][ROWS * COLUMNS];
    double[] colour = new double[3];
    for (int y = 0; y < ROWS; y++) {
      for (int x = 0; x < COLUMNS; x++) {
        boolean inside = picture.at(scanToPhoto.x(x, y), scanToPhoto.y(x, y), colour);
        double light = (colour[0] + colour[1] + colour[2]) / 3;
        double[] means = {
          inside ? 400 * Math.max(0, colour[0] - (colour[1] + colour[2]) / 2) : 5,
          inside ? 900 * light * light : 5,
          inside ? 60 / (0.1 + light) : 5,
          30
        };
        for (int m = 0; m < maps.length; m++) {
          maps[m][y * COLUMNS + x] =
              (float) (means[m] + Math.sqrt(means[m] + 4) * random.nextGaussian());
        }
      }
    }
    return List.of(maps);
  }

  private static double worst(Affine a, Affine b) {
    double most = 0;
    for (int corner = 0; corner < 4; corner++) {
      double x = (corner & 1) * (COLUMNS - 1.0);
      double y = (corner >> 1) * (ROWS - 1.0);
      most = Math.max(most, Math.hypot(a.x(x, y) - b.x(x, y), a.y(x, y) - b.y(x, y)));
    }
    return most / b.scaleX();
  }

  @Property(tries = 5)
  void aKnownMapIsFoundToWithinAPixelOfTheScan(
      @ForAll @LongRange(min = 1, max = 40) long seed,
      @ForAll @DoubleRange(min = 0.35, max = 0.95) double part,
      @ForAll @DoubleRange(min = -5, max = 5) double degrees,
      @ForAll @DoubleRange(min = 0.95, max = 1.05) double stretch,
      @ForAll @DoubleRange(min = 0, max = 1) double across,
      @ForAll @DoubleRange(min = 0, max = 1) double down) {
    Picture photo = Painter.paint(300, 400, seed);
    double scale = part * Math.min(300.0 / ROWS, 400.0 / COLUMNS);
    double cos = scale * Math.cos(Math.toRadians(degrees));
    double sin = scale * Math.sin(Math.toRadians(degrees));
    Affine turned = new Affine(cos * stretch, -sin, 0, sin * stretch, cos, 0);
    // Its middle is anywhere that leaves most of the scan inside.
    double x = 200 + (across - 0.5) * (1 - part) * 360;
    double y = 150 + (down - 0.5) * (1 - part) * 270;
    double mx = turned.x((COLUMNS - 1) / 2.0, (ROWS - 1) / 2.0);
    double my = turned.y((COLUMNS - 1) / 2.0, (ROWS - 1) / 2.0);
    Affine truth = turned.then(new Affine(1, 0, x - mx, 0, 1, y - my));
    MapRegistration found;
    try {
      found = MapRegistration.of(photo, ROWS, COLUMNS, maps(photo, truth, seed));
    } catch (IllegalArgumentException e) {
      // A piece of sky is a piece of sky: it may say so, but it may not be wrong.
      assertTrue(e.getMessage().contains("not sure"), e.getMessage());
      return;
    }
    assertTrue(
        worst(found.scanToPhoto(), truth) < 1,
        () -> "off by " + worst(found.scanToPhoto(), truth) + " at " + truth + ": " + found);
  }

  @Example
  void mostPlacesAreFound() {
    int found = 0;
    for (long seed = 1; seed <= 3; seed++) {
      Picture photo = Painter.paint(300, 400, seed);
      Affine truth = new Affine(2.6, -0.1, 60, 0.1, 2.6, 30);
      try {
        found +=
            worst(
                        MapRegistration.of(photo, ROWS, COLUMNS, maps(photo, truth, seed))
                            .scanToPhoto(),
                        truth)
                    < 1
                ? 1
                : 0;
      } catch (IllegalArgumentException e) {
        assertTrue(e.getMessage().contains("not sure"), e.getMessage());
      }
    }
    assertTrue(found >= 2, found + " of 3");
  }

  @Example
  void aScanOfAnotherPaintingIsRefused() {
    Picture photo = Painter.paint(300, 400, 1);
    for (long seed = 2; seed <= 3; seed++) {
      Picture other = Painter.paint(300, 400, seed);
      List<float[]> maps = maps(other, new Affine(2.6, 0, 60, 0, 2.6, 30), seed);
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () -> MapRegistration.of(photo, ROWS, COLUMNS, maps))
              .getMessage();
      assertTrue(message.contains("not sure") && message.contains("--points"), message);
    }
  }

  @Example
  void aMirroredScanIsRefused() {
    Picture photo = Painter.paint(300, 400, 2);
    Affine mirrored =
        new Affine(-1, 0, COLUMNS - 1, 0, 1, 0).then(new Affine(2.6, 0, 60, 0, 2.6, 30));
    List<float[]> maps = maps(photo, mirrored, 2);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> MapRegistration.of(photo, ROWS, COLUMNS, maps))
            .getMessage();
    assertTrue(message.contains("not sure"), message);
  }

  @Example
  void mapsOfNoiseAreRefused() {
    Picture photo = Painter.paint(100, 100, 1);
    SplittableRandom random = new SplittableRandom(1);
    float[] noise = new float[40 * 40];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = 20 + 4 * (float) random.nextGaussian();
    }
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> MapRegistration.of(photo, 40, 40, List.of(noise)))
            .getMessage();
    assertEquals("register: none of 1 element maps shows more than noise; give --points", message);
  }
}
