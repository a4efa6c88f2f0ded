package org.sinopia.tensor.cpu.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoublePredicate;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import jdk.incubator.vector.FloatVector;
import org.apache.commons.math3.special.Erf;
import org.junit.jupiter.api.Test;

/** Each function against float64, over the whole range of float and at its edges. */
class VectorMathTest {
  /** A prime, so that steps through the bit patterns meet all exponents and all mantissa bits. */
  private static final int STRIDE = 4099;

  private static final double ULP = Math.ulp(1f);

  @Test
  void expIsWithinOneUlp() {
    DoublePredicate full = x -> x >= -87.336 && x <= 88.722;
    sweep(VectorMath::exp, StrictMath::exp, full, ULP, 0);
    sweep(VectorMath::exp, StrictMath::exp, x -> x < -87.336, 0, Float.MIN_NORMAL);
    near(VectorMath::exp, StrictMath::exp, -87.32f, ULP);
    near(VectorMath::exp, StrictMath::exp, 88.70f, ULP);
    assertEquals(1, one(VectorMath::exp, 0));
    assertEquals(Float.POSITIVE_INFINITY, one(VectorMath::exp, 88.73f));
    assertEquals(Float.POSITIVE_INFINITY, one(VectorMath::exp, Float.POSITIVE_INFINITY));
    assertEquals(0, one(VectorMath::exp, Float.NEGATIVE_INFINITY));
    assertTrue(Float.isNaN(one(VectorMath::exp, Float.NaN)));
  }

  @Test
  void expm1OfNegativeIsWithinOneAndAHalfUlps() {
    sweep(VectorMath::expm1OfNegative, StrictMath::expm1, x -> x <= 0, 1.5 * ULP, 0);
    near(VectorMath::expm1OfNegative, StrictMath::expm1, -0.3466f, 1.5 * ULP);
    assertEquals(-1, one(VectorMath::expm1OfNegative, Float.NEGATIVE_INFINITY));
    assertTrue(Float.isNaN(one(VectorMath::expm1OfNegative, Float.NaN)));
  }

  @Test
  void logIsWithinOneUlp() {
    sweep(VectorMath::log, StrictMath::log, x -> x > 0 && x <= Float.MAX_VALUE, ULP, 0);
    near(VectorMath::log, StrictMath::log, 1, ULP);
    near(VectorMath::log, StrictMath::log, 0.70710677f, ULP);
    near(VectorMath::log, StrictMath::log, Float.MIN_NORMAL, ULP);
    assertEquals(Float.NEGATIVE_INFINITY, one(VectorMath::log, 0));
    assertEquals(Float.NEGATIVE_INFINITY, one(VectorMath::log, -0f));
    assertEquals(Float.POSITIVE_INFINITY, one(VectorMath::log, Float.POSITIVE_INFINITY));
    assertTrue(Float.isNaN(one(VectorMath::log, -Float.MIN_VALUE)));
    assertTrue(Float.isNaN(one(VectorMath::log, Float.NEGATIVE_INFINITY)));
    assertTrue(Float.isNaN(one(VectorMath::log, Float.NaN)));
  }

  @Test
  void tanhIsWithinTwoUlps() {
    sweep(VectorMath::tanh, StrictMath::tanh, x -> !Double.isNaN(x), 2 * ULP, Float.MIN_VALUE);
    assertTrue(Float.isNaN(one(VectorMath::tanh, Float.NaN)));
  }

  @Test
  void sigmoidIsWithinTwoUlpsAndItsSlopeWithinThree() {
    sweep(
        VectorMath::sigmoid,
        x -> 1 / (1 + StrictMath.exp(-x)),
        x -> !Double.isNaN(x),
        2 * ULP,
        Float.MIN_NORMAL);
    sweep(
        VectorMath::sigmoidSlope,
        x -> 1 / (2 + StrictMath.exp(-x) + StrictMath.exp(x)),
        x -> !Double.isNaN(x),
        3 * ULP,
        Float.MIN_NORMAL);
    assertTrue(Float.isNaN(one(VectorMath::sigmoid, Float.NaN)));
    assertTrue(Float.isNaN(one(VectorMath::sigmoidSlope, Float.NaN)));
  }

  @Test
  void geluIsWithin2em7OfTheLargerOfOneAndItsArgument() {
    UnaryOperator<FloatVector> scaled = x -> VectorMath.gelu(x).div(x.max(1));
    DoubleUnaryOperator exact = x -> x * normalCdf(x) / Math.max(1, x);
    sweep(scaled, exact, Double::isFinite, 0, 2e-7);
    fine(scaled, exact, 2e-7);
    assertTrue(Float.isNaN(one(VectorMath::gelu, Float.NaN)));
  }

  @Test
  void geluKeepsItsDigitsWhereItIsSmall() {
    DoubleUnaryOperator exact = x -> x * normalCdf(x);
    sweep(VectorMath::gelu, exact, x -> x < -0.1 && x > -4, 1e-4, 0);
    sweep(VectorMath::gelu, exact, x -> x <= -4 && x > -5, 3e-3, 0);
  }

  @Test
  void geluSlopeIsWithin4em7() {
    DoubleUnaryOperator slope =
        x -> normalCdf(x) + x * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    sweep(VectorMath::geluSlope, slope, Double::isFinite, 0, 4e-7);
    fine(VectorMath::geluSlope, slope, 4e-7);
    assertTrue(Float.isNaN(one(VectorMath::geluSlope, Float.NaN)));
  }

  @Test
  void cosOfTurnsIsWithin2em7() {
    for (int i = -(1 << 24); i <= 1 << 24; i += 97) {
      float t = i * 0x1p-24f;
      assertEquals(Math.cos(2 * Math.PI * t), one(VectorMath::cosOfTurns, t), 2e-7);
    }
  }

  @Test
  void sumsAllLanes() {
    float[] values = new float[FloatVectors.COUNT];
    for (int i = 0; i < values.length; i++) {
      values[i] = i + 1;
    }
    float expected = FloatVectors.COUNT * (FloatVectors.COUNT + 1) / 2f;
    assertEquals(expected, FloatVectors.sum(FloatVector.fromArray(FloatVectors.FLOATS, values, 0)));
  }

  private static double normalCdf(double x) {
    return Erf.erfc(-x / Math.sqrt(2)) / 2;
  }

  /** Floats throughout the range, of both signs, NaN and infinities among them. */
  private static void sweep(
      UnaryOperator<FloatVector> function,
      DoubleUnaryOperator exact,
      DoublePredicate domain,
      double relative,
      double absolute) {
    for (long bits = 0; bits < 1L << 32; bits += (long) STRIDE * FloatVectors.COUNT) {
      float[] x = new float[FloatVectors.COUNT];
      for (int i = 0; i < x.length; i++) {
        x[i] = Float.intBitsToFloat((int) (bits + (long) STRIDE * i));
      }
      compare(function, exact, domain, relative, absolute, x);
    }
  }

  /** The 2000 floats on each side of a point. */
  private static void near(
      UnaryOperator<FloatVector> function,
      DoubleUnaryOperator exact,
      float point,
      double relative) {
    for (int step = -2000; step < 2000; step += FloatVectors.COUNT) {
      float[] x = new float[FloatVectors.COUNT];
      for (int i = 0; i < x.length; i++) {
        x[i] = Float.intBitsToFloat(Float.floatToIntBits(point) + step + i);
      }
      compare(function, exact, v -> true, relative, 0, x);
    }
  }

  /** Evenly from −8 to 8. */
  private static void fine(
      UnaryOperator<FloatVector> function, DoubleUnaryOperator exact, double absolute) {
    for (int step = -80_000; step < 80_000; step += FloatVectors.COUNT) {
      float[] x = new float[FloatVectors.COUNT];
      for (int i = 0; i < x.length; i++) {
        x[i] = (step + i) * 1e-4f;
      }
      compare(function, exact, v -> true, 0, absolute, x);
    }
  }

  private static void compare(
      UnaryOperator<FloatVector> function,
      DoubleUnaryOperator exact,
      DoublePredicate domain,
      double relative,
      double absolute,
      float[] x) {
    float[] got = new float[FloatVectors.COUNT];
    function.apply(FloatVector.fromArray(FloatVectors.FLOATS, x, 0)).intoArray(got, 0);
    for (int i = 0; i < x.length; i++) {
      if (domain.test(x[i])) {
        double wanted = exact.applyAsDouble(x[i]);
        double bound = absolute + relative * Math.abs(wanted);
        assertTrue(
            got[i] == wanted || Math.abs(got[i] - wanted) <= bound,
            "f(" + x[i] + ") = " + got[i] + ", expected " + wanted + " within " + bound);
      }
    }
  }

  private static float one(UnaryOperator<FloatVector> function, float x) {
    return function.apply(FloatVectors.all(x)).lane(0);
  }
}
