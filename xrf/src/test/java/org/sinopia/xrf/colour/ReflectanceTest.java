package org.sinopia.xrf.colour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ReflectanceTest {

  private static Reflectance constant(double value) {
    double[] values = new double[Wavelengths.COUNT];
    Arrays.fill(values, value);
    return Reflectance.of(values);
  }

  @Test
  void aWhiteSurfaceHasTheWhitePoint() {
    Xyz white = constant(1).toXyz();
    assertEquals(Xyz.D65.x(), white.x(), 1e-12);
    assertEquals(Xyz.D65.y(), white.y(), 1e-12);
    assertEquals(Xyz.D65.z(), white.z(), 1e-12);
    assertEquals(50, constant(0.184187).toLab().l(), 1e-3);
  }

  /** Without the scaling to the white point, the tables sum to its published values. */
  @Test
  void theTablesSumToThePublishedWhitePoint() {
    double[] sums = StandardObserver.tableSums();
    assertEquals(0.95047, sums[0] / sums[1], 5e-4);
    assertEquals(1.08883, sums[2] / sums[1], 1e-3);
  }

  /**
   * A narrow band at 450, 530 or 600 nm lies on the spectral locus: chromaticities of CIE 018:2019.
   */
  @Test
  void aNarrowBandIsOnTheSpectralLocus() {
    assertChromaticity(450, 0.1566, 0.0177);
    assertChromaticity(530, 0.1547, 0.8059);
    assertChromaticity(600, 0.6270, 0.3725);
  }

  private static void assertChromaticity(int nm, double x, double y) {
    int index = (nm - Wavelengths.FROM_NM) / Wavelengths.STEP_NM;
    double[] sums = StandardObserver.tableSums();
    // Undoes the scaling of X, Y and Z to the white point.
    double bigX = StandardObserver.X[index] * sums[0] / Xyz.D65.x();
    double bigY = StandardObserver.Y[index] * sums[1] / Xyz.D65.y();
    double bigZ = StandardObserver.Z[index] * sums[2] / Xyz.D65.z();
    double sum = bigX + bigY + bigZ;
    assertEquals(x, bigX / sum, 1e-3);
    assertEquals(y, bigY / sum, 1e-3);
  }

  @Property(tries = 300)
  void aRebuiltReflectanceHasItsColour(
      @ForAll @IntRange(max = 255) int r,
      @ForAll @IntRange(max = 255) int g,
      @ForAll @IntRange(max = 255) int b) {
    Srgb colour = Srgb.of8Bit(r, g, b);
    Reflectance rebuilt = Reflectance.smoothest(colour);
    double difference = Ciede2000.difference(colour.toLab(), rebuilt.toLab());
    assertTrue(difference <= 0.1, colour.toHex() + ": " + difference);
  }

  @Test
  void theSmoothestReflectanceOfAGreyIsFlat() {
    double[] values = Reflectance.smoothest(new Srgb(0.5, 0.5, 0.5)).values();
    for (double value : values) {
      assertEquals(0.21404114, value, 1e-4);
    }
  }

  /** Any other reflectance of the same colour has a rougher logarithm. */
  @Property(tries = 50)
  void noOtherReflectanceOfTheColourIsSmoother(
      @ForAll @IntRange(min = 60, max = 200) int r,
      @ForAll @IntRange(min = 60, max = 200) int g,
      @ForAll @IntRange(min = 60, max = 200) int b,
      @ForAll @IntRange(min = 0, max = Wavelengths.COUNT - 4) int at) {
    double[] rebuilt = Reflectance.smoothest(Srgb.of8Bit(r, g, b)).values();
    double[] other = rebuilt.clone();
    // The null vector of X, Y, Z at four wavelengths changes the reflectance, not the colour.
    double[] change = nullVector(at);
    for (int i = 0; i < 4; i++) {
      other[at + i] += 1e-3 * change[i];
    }
    Xyz before = StandardObserver.xyz(rebuilt);
    assertEquals(before.y(), StandardObserver.xyz(other).y(), 1e-12);
    assertTrue(roughness(other) > roughness(rebuilt) - 1e-9);
  }

  private static double[] nullVector(int at) {
    double[] vector = new double[4];
    double largest = 0;
    for (int i = 0; i < 4; i++) {
      int[] c = {(i + 1) % 4, (i + 2) % 4, (i + 3) % 4};
      vector[i] = (i % 2 == 0 ? 1 : -1) * determinant(at + c[0], at + c[1], at + c[2]);
      largest = Math.max(largest, Math.abs(vector[i]));
    }
    for (int i = 0; largest > 0 && i < 4; i++) {
      vector[i] /= largest;
    }
    return vector;
  }

  private static double determinant(int i, int j, int k) {
    double[] x = StandardObserver.X;
    double[] y = StandardObserver.Y;
    double[] z = StandardObserver.Z;
    return x[i] * (y[j] * z[k] - y[k] * z[j])
        - x[j] * (y[i] * z[k] - y[k] * z[i])
        + x[k] * (y[i] * z[j] - y[j] * z[i]);
  }

  private static double roughness(double[] values) {
    double sum = 0;
    for (int i = 1; i < values.length; i++) {
      double step = Math.log(values[i] / values[i - 1]);
      sum += step * step;
    }
    return sum;
  }

  @Test
  void valuesOutOfRangeAreNamed() {
    double[] values = new double[Wavelengths.COUNT];
    Arrays.fill(values, 0.5);
    values[3] = 1.5;
    String message =
        assertThrows(IllegalArgumentException.class, () -> Reflectance.of(values)).getMessage();
    assertEquals("1.5 at 410 nm, expected above 0 to 1", message);
    assertThrows(IllegalArgumentException.class, () -> Reflectance.of(0.5));
  }
}
