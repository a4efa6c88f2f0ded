package org.sinopia.train.data.spectra;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SpectrumScalingTest {
  private static float[] scaled(SpectrumScaling scaling, float... values) {
    float[] copy = values.clone();
    scaling.apply(copy, 0, copy.length, scan(values));
    return copy;
  }

  private static ScanMoments scan(float... spectrum) {
    ScanMoments.Sum sum = new ScanMoments.Sum(spectrum.length);
    sum.add(spectrum, 0);
    return sum.moments();
  }

  @Test
  void aPixelThatEmitsMoreThanItsScanIsLarger() {
    ScanMoments.Sum sum = new ScanMoments.Sum(2);
    sum.add(new float[] {9, 3, 0, 0, 3, 1}, 0);
    sum.add(new float[] {9, 3, 0, 0, 3, 1}, 2); // without counts: not one of the spectra
    sum.add(new float[] {9, 3, 0, 0, 3, 1}, 4);
    assertEquals(8, sum.moments().counts());
    float[] bright = {18, 14};
    SpectrumScaling.SQRT_BY_SCAN.apply(bright, 0, 2, sum.moments());
    assertArrayEquals(new float[] {1.5f, (float) Math.sqrt(14 / 8.0)}, bright, 1e-7f);
    assertArrayEquals(new float[] {(float) Math.sqrt(0.75), 0.5f}, sum.moments().spectrum(), 1e-7f);
  }

  @Test
  void formulasAreThoseOfTheirNames() {
    assertArrayEquals(
        new float[] {0.25f, 0.5f, 0.25f}, scaled(SpectrumScaling.UNIT_AREA, 1, 2, 1), 1e-7f);
    assertArrayEquals(
        new float[] {0.5f, 1, 0.5f}, scaled(SpectrumScaling.UNIT_MAX, 1, 2, 1), 1e-7f);
    assertArrayEquals(new float[] {0.6f, 0.8f, 0}, scaled(SpectrumScaling.SQRT, 9, 16, 0), 1e-7f);
  }

  @ParameterizedTest
  @EnumSource
  void howLongWasMeasuredMakesNoDifference(SpectrumScaling scaling) {
    assertArrayEquals(scaled(scaling, 1, 2, 5), scaled(scaling, 64, 128, 320), 1e-7f);
  }

  @ParameterizedTest
  @EnumSource
  void anEmptySpectrumIsAllZeros(SpectrumScaling scaling) {
    assertArrayEquals(new float[3], scaled(scaling, 0, 0, 0));
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNoCountIsZero(SpectrumScaling scaling) {
    float[] odd = {3, -1, Float.NaN, Float.POSITIVE_INFINITY, 4};
    assertArrayEquals(scaled(scaling, 3, 0, 0, 0, 4), scaled(scaling, odd));
  }

  @ParameterizedTest
  @EnumSource
  void aWholeThatIsNoNormalNumberIsNone(SpectrumScaling scaling) {
    float tiny = Float.MIN_NORMAL / 8;
    assertArrayEquals(new float[3], scaled(scaling, tiny, 0, tiny));
    if (scaling != SpectrumScaling.UNIT_MAX) {
      assertArrayEquals(new float[2], scaled(scaling, Float.MAX_VALUE, Float.MAX_VALUE));
    }
  }

  @Test
  void neighboursAreNotTouched() {
    float[] values = {7, 1, 3, 7};
    SpectrumScaling.UNIT_AREA.apply(values, 1, 2, scan(values));
    assertArrayEquals(new float[] {7, 0.25f, 0.75f, 7}, values);
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> SpectrumScaling.SQRT.apply(values, 3, 2, scan(values)));
  }
}
