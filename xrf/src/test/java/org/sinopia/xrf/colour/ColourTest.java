package org.sinopia.xrf.colour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ColourTest {

  @Test
  void ciede2000AgreesWithTheSharmaPairs() throws IOException {
    List<double[]> pairs;
    try (InputStream in =
            Objects.requireNonNull(ColourTest.class.getResourceAsStream("ciede2000-pairs.csv"));
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
      pairs =
          reader
              .lines()
              .skip(1)
              .map(l -> Arrays.stream(l.split(",")).mapToDouble(Double::parseDouble).toArray())
              .toList();
    }
    assertEquals(34, pairs.size());
    for (double[] p : pairs) {
      Lab first = new Lab(p[0], p[1], p[2]);
      Lab second = new Lab(p[3], p[4], p[5]);
      assertEquals(p[6], Ciede2000.difference(first, second), 1e-4, () -> Arrays.toString(p));
      assertEquals(p[6], Ciede2000.difference(second, first), 1e-4, () -> Arrays.toString(p));
    }
  }

  @Property(tries = 200)
  void everyByteColourReturnsFromLab(
      @ForAll @IntRange(max = 255) int r,
      @ForAll @IntRange(max = 255) int g,
      @ForAll @IntRange(max = 255) int b) {
    Srgb colour = Srgb.of8Bit(r, g, b);
    Srgb back = colour.toLab().toSrgb();
    assertEquals(colour.r(), back.r(), 1e-9);
    assertEquals(colour.g(), back.g(), 1e-9);
    assertEquals(colour.b(), back.b(), 1e-9);
    assertEquals(r << 16 | g << 8 | b, back.rgb24());
    assertEquals(colour, Srgb.ofHex(colour.toHex()));
    assertEquals(0, Ciede2000.difference(colour.toLab(), colour.toLab()), 0);
  }

  /** Lindbloom's calculator (sRGB, D65, no adaptation) gives these to four decimals. */
  @Test
  void primariesHaveTheirPublishedLab() {
    assertLab(53.2408, 80.0925, 67.2032, new Srgb(1, 0, 0).toLab());
    assertLab(87.7347, -86.1827, 83.1793, new Srgb(0, 1, 0).toLab());
    assertLab(32.2970, 79.1875, -107.8602, new Srgb(0, 0, 1).toLab());
    assertLab(100, 0, 0, new Srgb(1, 1, 1).toLab());
    assertLab(0, 0, 0, new Srgb(0, 0, 0).toLab());
  }

  private static void assertLab(double l, double a, double b, Lab actual) {
    // Matrices of the standard's primaries differ in their sixth decimal, Lab in its second.
    assertEquals(l, actual.l(), 0.02);
    assertEquals(a, actual.a(), 0.02);
    assertEquals(b, actual.b(), 0.02);
  }

  @Test
  void greyIsLinearBelowTheKnee() {
    assertEquals(0.04 / 12.92, new Srgb(0.04, 0, 0).toLinear().r(), 1e-15);
    assertEquals(0.21404114, new Srgb(0, 0.5, 0).toLinear().g(), 1e-8);
  }

  @Test
  void picturesDifferAsTheirPixelsDo() {
    Random random = new Random(5);
    int n = 50;
    float[] a = new float[3 * n];
    float[] b = new float[3 * n];
    float[] planarA = new float[3 * n];
    float[] planarB = new float[3 * n];
    for (int i = 0; i < 3 * n; i++) {
      a[i] = random.nextFloat();
      b[i] = random.nextFloat();
      planarA[i % 3 * n + i / 3] = a[i];
      planarB[i % 3 * n + i / 3] = b[i];
    }
    float[] interleaved = new float[n];
    float[] planar = new float[n];
    Ciede2000.differences(a, b, PixelLayout.INTERLEAVED, interleaved);
    Ciede2000.differences(planarA, planarB, PixelLayout.PLANAR, planar);
    for (int i = 0; i < n; i++) {
      Lab first = new Srgb(a[3 * i], a[3 * i + 1], a[3 * i + 2]).toLab();
      Lab second = new Srgb(b[3 * i], b[3 * i + 1], b[3 * i + 2]).toLab();
      assertEquals(Ciede2000.difference(first, second), interleaved[i], 1e-4);
      assertEquals(interleaved[i], planar[i], 0);
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> Ciede2000.differences(a, new float[3], PixelLayout.PLANAR, planar));
  }

  @Test
  void redmeanWeighsBlackAgainstWhiteAndPrimaries() {
    Srgb black = new Srgb(0, 0, 0);
    assertEquals(
        Math.sqrt(2 + 127.5 / 256 + 4 + 2 + 127.5 / 256),
        Redmean.difference(black, new Srgb(1, 1, 1)),
        1e-15);
    assertEquals(2, Redmean.difference(black, new Srgb(0, 1, 0)), 1e-15);
    assertEquals(Math.sqrt(2 + 255.0 / 256), Redmean.difference(black, new Srgb(0, 0, 1)), 1e-15);
  }

  @Test
  void badColoursAreNamed() {
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> Srgb.ofHex("red"))
            .getMessage()
            .contains("'red'"));
    assertThrows(IllegalArgumentException.class, () -> Srgb.of8Bit(0, 256, 0));
    assertThrows(IllegalArgumentException.class, () -> new Srgb(Double.NaN, 0, 0));
  }
}
