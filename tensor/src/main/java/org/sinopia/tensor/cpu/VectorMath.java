package org.sinopia.tensor.cpu;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static org.sinopia.tensor.cpu.Lanes.all;
import static org.sinopia.tensor.op.UnaryFunction.SELU_ALPHA;
import static org.sinopia.tensor.op.UnaryFunction.SELU_LAMBDA;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/**
 * Elementary functions on the lanes of a vector: polynomials on a reduced range, evaluated by
 * Horner's rule with fused multiply-adds, so that every machine and every compiler gives the same
 * bits. (The Vector API's own {@code lanewise(EXP)} and the like promise neither.)
 *
 * <p>Polynomials of high degree are two of half the degree, in even and odd powers, that the
 * processor can evaluate side by side. The coefficients are minimax fits to the error that the
 * comment beside them states, made by Lawson's iteration on Chebyshev polynomials; the errors of
 * the finished functions are in the test. Fits over a wide range are in a variable scaled to [−1,
 * 1], where coefficients stay small and nothing cancels.
 */
final class VectorMath {
  private static final float LOG2_E = 1.442695f;

  /** ln 2 in two parts, the first with few enough bits that a product with an exponent is exact. */
  private static final float LN2_HIGH = 0.6933594f;

  private static final float LN2_LOW = -2.1219444E-4f;

  /** 1.5·2²³: adding it leaves the nearest integer in the lowest bits. */
  private static final float ROUNDER = 0x1.8p23f;

  /** The least x with eˣ of full precision: ln 2⁻¹²⁶. */
  private static final float EXP_LEAST = -87.33654f;

  /** The largest x with a finite eˣ. */
  private static final float EXP_MOST = 88.72283f;

  private static final int EXPONENT_SHIFT = 23;
  private static final int ROOT_HALF_BITS = 0x3F3504F3;
  private static final float MIN_NORMAL = 0x1p-126f;

  private VectorMath() {}

  /** eˣ; 0 where that is below 2⁻¹²⁶. */
  static FloatVector exp(FloatVector x) {
    return expOfNegative(x).blend(Float.POSITIVE_INFINITY, x.compare(GT, EXP_MOST));
  }

  /** eˣ for x ≤ 0; 0 where that is below 2⁻¹²⁶. */
  static FloatVector expOfNegative(FloatVector x) {
    FloatVector rounded = x.fma(all(LOG2_E), all(ROUNDER));
    return timesPowerOf2(reducedExpm1(x, rounded).add(1), rounded)
        .blend(0, x.compare(LT, EXP_LEAST));
  }

  /** eˣ − 1 for x ≤ 0, precise also near 0. */
  static FloatVector expm1OfNegative(FloatVector x) {
    FloatVector bounded = x.blend(EXP_LEAST, x.compare(LT, EXP_LEAST));
    FloatVector rounded = bounded.fma(all(LOG2_E), all(ROUNDER));
    FloatVector scale = timesPowerOf2(all(1), rounded);
    return reducedExpm1(bounded, rounded).fma(scale, scale.sub(1));
  }

  /** e^(x − n ln 2) − 1, where n is the integer in {@code rounded}; relative error 3e−9. */
  private static FloatVector reducedExpm1(FloatVector x, FloatVector rounded) {
    FloatVector n = rounded.sub(ROUNDER);
    FloatVector r = n.fma(all(-LN2_LOW), n.fma(all(-LN2_HIGH), x));
    return all(0.00139506f)
        .fma(r, all(0.008368954f))
        .fma(r, all(0.041666206f))
        .fma(r, all(0.16666518f))
        .fma(r, all(0.5f))
        .fma(r.mul(r), r);
  }

  /** v·2ⁿ, if that is a normal number, where n is the integer in {@code rounded}. */
  private static FloatVector timesPowerOf2(FloatVector v, FloatVector rounded) {
    IntVector exponent = rounded.reinterpretAsInts().lanewise(LSHL, EXPONENT_SHIFT);
    return v.reinterpretAsInts().add(exponent).reinterpretAsFloats();
  }

  /** Natural logarithm; −∞ at 0, NaN below. */
  static FloatVector log(FloatVector x) {
    VectorMask<Float> small = x.compare(LT, MIN_NORMAL);
    FloatVector normal = x.blend(x.mul(0x1p23f), small);
    IntVector bits = normal.reinterpretAsInts();
    IntVector exponent = bits.sub(ROOT_HALF_BITS).lanewise(ASHR, EXPONENT_SHIFT);
    FloatVector f = bits.sub(exponent.lanewise(LSHL, EXPONENT_SHIFT)).reinterpretAsFloats().sub(1);
    FloatVector n = ((FloatVector) exponent.convert(I2F, 0));
    n = n.blend(n.sub(23), small);
    // log(1+f) = f − f²/2 + f³·P(f) for √½ ≤ 1+f < √2, relative error 6e−9.
    FloatVector p =
        all(-0.0763443f)
            .fma(f, all(0.1276155f))
            .fma(f, all(-0.13160194f))
            .fma(f, all(0.14201762f))
            .fma(f, all(-0.16623357f))
            .fma(f, all(0.20001227f))
            .fma(f, all(-0.25000823f))
            .fma(f, all(0.3333333f))
            .fma(f, all(-0.5f));
    FloatVector rest = p.fma(f.mul(f), n.mul(LN2_LOW));
    FloatVector result = n.fma(all(LN2_HIGH), rest.add(f));
    result = result.blend(Float.NaN, x.compare(LT, 0));
    result = result.blend(Float.NEGATIVE_INFINITY, x.compare(EQ, 0));
    return x.blend(result, x.compare(LT, Float.POSITIVE_INFINITY));
  }

  /** Hyperbolic tangent, precise also near 0: −E/(2+E) for x ≥ 0, with E = e⁻²ˣ − 1. */
  static FloatVector tanh(FloatVector x) {
    FloatVector e = expm1OfNegative(x.abs().mul(-2));
    FloatVector magnitude = e.neg().div(e.add(2));
    return magnitude.blend(magnitude.neg(), x.compare(LT, 0));
  }

  /** 1/(1+e⁻ˣ), precise also far below 0. */
  static FloatVector sigmoid(FloatVector x) {
    FloatVector e = exp(x.abs().neg());
    return all(1).blend(e, x.compare(LT, 0)).div(e.add(1));
  }

  /** The derivative of {@link #sigmoid}. */
  static FloatVector sigmoidSlope(FloatVector x) {
    FloatVector e = exp(x.abs().neg());
    FloatVector whole = e.add(1);
    return e.div(whole.mul(whole));
  }

  /** λ·x above 0, λα(eˣ − 1) below: {@link org.sinopia.tensor.op.UnaryFunction#SELU}. */
  static FloatVector selu(FloatVector x) {
    FloatVector below = expm1OfNegative(x).mul((float) (SELU_LAMBDA * SELU_ALPHA));
    return below.blend(x.mul((float) SELU_LAMBDA), x.compare(GT, 0));
  }

  /**
   * x·Φ(x) with the standard normal distribution function Φ, absolute error 2e−7·max(1, x), and
   * below 0 relative error 1e−4 down to −4 and 3e−3 down to −5: max(x, 0) less a·Φ(−a) with a = |x|
   * and Φ(−a) as P(a)⁸, so that nothing cancels where the result is small; 0 beyond a = 6.
   */
  static FloatVector gelu(FloatVector x) {
    FloatVector half = x.mul(0.5f);
    FloatVector h = half.abs();
    FloatVector p =
        all(-8.26008E-5f)
            .fma(h, all(0.0010440297f))
            .fma(h, all(-0.004205521f))
            .fma(h, all(0.001196754f))
            .fma(h, all(0.026248312f))
            .fma(h, all(-0.005862188f))
            .fma(h, all(-0.13927126f))
            .fma(h, all(-0.19947004f))
            .fma(h, all(0.99999994f));
    FloatVector p2 = p.mul(p);
    FloatVector p4 = p2.mul(p2);
    FloatVector part = p4.mul(p4).mul(h).blend(0, h.compare(GT, 3));
    return half.add(h).sub(part);
  }

  /**
   * The derivative of {@link #gelu}, Φ(x) + x·φ(x), absolute error 4e−7: ½ + x·P(x²)/Q(x²) for |x|
   * ≤ 5.8, and 0 or 1 beyond. NaN at ±∞, as the formula is.
   */
  static FloatVector geluSlope(FloatVector x) {
    FloatVector u = x.mul(x);
    FloatVector p =
        all(1.929266E-7f)
            .fma(u, all(3.595575E-5f))
            .fma(u, all(1.9223786E-5f))
            .fma(u, all(0.014230288f))
            .fma(u, all(-0.030995704f))
            .fma(u, all(0.79788536f))
            .mul(x);
    FloatVector q =
        all(8.952332E-6f)
            .fma(u, all(1.9203693E-4f))
            .fma(u, all(0.0035230368f))
            .fma(u, all(0.040980253f))
            .fma(u, all(0.29449424f))
            .fma(u, all(1));
    FloatVector zero = x.sub(x);
    return p.div(q)
        .add(0.5f)
        .blend(zero, x.compare(LT, -5.8f))
        .blend(zero.add(1), x.compare(GT, 5.8f));
  }

  /** cos 2πt for |t| ≤ 1, absolute error 2e−7: sin 2πs with s = ¼ − |t − n|, which is exact. */
  static FloatVector cosOfTurns(FloatVector t) {
    FloatVector n = t.add(ROUNDER).sub(ROUNDER);
    FloatVector s = all(0.25f).sub(t.sub(n).abs());
    FloatVector u = s.mul(s);
    return all(39.71092f)
        .fma(u, all(-76.57499f))
        .fma(u, all(81.602234f))
        .fma(u, all(-41.34168f))
        .fma(u, all(6.2831855f))
        .mul(s);
  }
}
