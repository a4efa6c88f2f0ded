package org.sinopia.tensor.cpu.attention;

import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static org.sinopia.tensor.cpu.attention.AttentionHeads.QUERIES;
import static org.sinopia.tensor.cpu.attention.AttentionHeads.ROW;
import static org.sinopia.tensor.cpu.simd.FloatVectors.COUNT;
import static org.sinopia.tensor.cpu.simd.FloatVectors.FLOATS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import org.sinopia.tensor.cpu.simd.VectorMath;

/**
 * Passes over a tile of scores [keys][QUERIES] in binary logarithms, a query per lane. Rows of
 * tiles are {@link AttentionHeads#ROW} floats apart.
 *
 * <p>{@link #powers} spells its two exponentials out, on purpose. As calls they would be inlined
 * into whatever attention inlines around them, until the compiler's budget for inlined code runs
 * out amid an exponential; from there on it allocates each vector on the heap, which is twenty
 * times slower. Written like this the method is too long to be drawn into its caller, and calls
 * nothing that is not always inlined.
 */
final class AttentionWeights {
  /** 1.5·2²³: adding it leaves the nearest integer in the lowest bits. */
  private static final float ROUNDER = 0x1.8p23f;

  private static final int EXPONENT_SHIFT = 23;
  private static final float MIN_EXPONENT = -126;

  /** 2^r = 1 + C1·r + … + C5·r⁵ for |r| ≤ ½, minimax, relative error 9e−8. */
  private static final float C1 = 0.693147f;

  private static final float C2 = 0.24022242f;
  private static final float C3 = 0.055507336f;
  private static final float C4 = 0.009671513f;
  private static final float C5 = 0.0013264727f;

  private static final float LN2 = (float) AttentionHeads.LN2;

  private AttentionWeights() {}

  /**
   * Raises {@code greatest}, [QUERIES], to the greatest of each column of a tile. A NaN is never
   * the greatest.
   */
  static void raise(float[] a, int keys, int tile, int greatest) {
    for (int x = 0; x < QUERIES; x += 2 * COUNT) {
      FloatVector most = FloatVector.fromArray(FLOATS, a, greatest + x);
      FloatVector next = FloatVector.fromArray(FLOATS, a, greatest + x + COUNT);
      for (int at = tile + x; at < tile + keys * ROW; at += ROW) {
        FloatVector s = FloatVector.fromArray(FLOATS, a, at);
        FloatVector t = FloatVector.fromArray(FLOATS, a, at + COUNT);
        most = most.blend(s, s.compare(GT, most));
        next = next.blend(t, t.compare(GT, next));
      }
      most.intoArray(a, greatest + x);
      next.intoArray(a, greatest + x + COUNT);
    }
  }

  /**
   * Writes 2^(element − subtrahend of the column) of the elements of a tile, expected to be at most
   * ½ above 0 and 0 if below 2⁻¹²⁶, to the tile {@code result}, which may be the same; their sums
   * go into {@code sums}, [QUERIES].
   */
  static void powers(float[] a, int keys, int tile, int subtrahend, int result, int sums) {
    int move = result - tile;
    for (int x = 0; x < QUERIES; x += 2 * COUNT) {
      FloatVector pOffset = FloatVector.fromArray(FLOATS, a, subtrahend + x);
      FloatVector pSum = FloatVector.zero(FLOATS);
      FloatVector qOffset = FloatVector.fromArray(FLOATS, a, subtrahend + x + COUNT);
      FloatVector qSum = FloatVector.zero(FLOATS);
      for (int at = tile + x; at < tile + keys * ROW; at += ROW) {
        FloatVector px = FloatVector.fromArray(FLOATS, a, at).sub(pOffset);
        FloatVector pn = px.add(ROUNDER);
        FloatVector pr = px.sub(pn.sub(ROUNDER));
        FloatVector p =
            FloatVector.broadcast(FLOATS, C5)
                .fma(pr, FloatVector.broadcast(FLOATS, C4))
                .fma(pr, FloatVector.broadcast(FLOATS, C3))
                .fma(pr, FloatVector.broadcast(FLOATS, C2))
                .fma(pr, FloatVector.broadcast(FLOATS, C1))
                .fma(pr, FloatVector.broadcast(FLOATS, 1));
        p =
            p.reinterpretAsInts()
                .add(pn.reinterpretAsInts().lanewise(LSHL, EXPONENT_SHIFT))
                .reinterpretAsFloats();
        VectorMask<Float> pVanishes = px.compare(LT, MIN_EXPONENT);
        p = p.blend(0, pVanishes);
        p.intoArray(a, at + move);
        pSum = pSum.add(p);
        FloatVector qx = FloatVector.fromArray(FLOATS, a, at + COUNT).sub(qOffset);
        FloatVector qn = qx.add(ROUNDER);
        FloatVector qr = qx.sub(qn.sub(ROUNDER));
        FloatVector q =
            FloatVector.broadcast(FLOATS, C5)
                .fma(qr, FloatVector.broadcast(FLOATS, C4))
                .fma(qr, FloatVector.broadcast(FLOATS, C3))
                .fma(qr, FloatVector.broadcast(FLOATS, C2))
                .fma(qr, FloatVector.broadcast(FLOATS, C1))
                .fma(qr, FloatVector.broadcast(FLOATS, 1));
        q =
            q.reinterpretAsInts()
                .add(qn.reinterpretAsInts().lanewise(LSHL, EXPONENT_SHIFT))
                .reinterpretAsFloats();
        VectorMask<Float> qVanishes = qx.compare(LT, MIN_EXPONENT);
        q = q.blend(0, qVanishes);
        q.intoArray(a, at + move + COUNT);
        qSum = qSum.add(q);
      }
      pSum.intoArray(a, sums + x);
      qSum.intoArray(a, sums + x + COUNT);
    }
  }

  /** Multiplies {@code sums}, [QUERIES], by {@code factors} and adds {@code gained}. */
  static void shrinkAndAdd(float[] a, int sums, int factors, int gained) {
    for (int x = 0; x < QUERIES; x += COUNT) {
      FloatVector factor = FloatVector.fromArray(FLOATS, a, factors + x);
      FloatVector more = FloatVector.fromArray(FLOATS, a, gained + x);
      FloatVector.fromArray(FLOATS, a, sums + x).fma(factor, more).intoArray(a, sums + x);
    }
  }

  /** The natural logarithms of sums times 2^greatest, all [QUERIES]. */
  static void logSums(float[] a, int sums, int greatest, int result) {
    for (int x = 0; x < QUERIES; x += COUNT) {
      FloatVector most = FloatVector.fromArray(FLOATS, a, greatest + x);
      FloatVector log = VectorMath.log(FloatVector.fromArray(FLOATS, a, sums + x));
      most.fma(FloatVector.broadcast(FLOATS, LN2), log).intoArray(a, result + x);
    }
  }

  /**
   * Elements g of a tile become the slopes d = p·(g − subtrahend of the column), p being the
   * weights. Adds Σ d, Σ p·t and Σ d·t of the columns to {@code sums}, [3, QUERIES], where t =
   * score − logSum is log₂ p.
   */
  static void differentiate(
      float[] a,
      int keys,
      int tile,
      int weights,
      int subtrahend,
      int scores,
      int logSums,
      int sums) {
    for (int x = 0; x < QUERIES; x += COUNT) {
      FloatVector offset = FloatVector.fromArray(FLOATS, a, subtrahend + x);
      FloatVector logSum = FloatVector.fromArray(FLOATS, a, logSums + x);
      FloatVector sumD = FloatVector.fromArray(FLOATS, a, sums + x);
      FloatVector sumPt = FloatVector.fromArray(FLOATS, a, sums + QUERIES + x);
      FloatVector sumDt = FloatVector.fromArray(FLOATS, a, sums + 2 * QUERIES + x);
      for (int at = x; at < keys * ROW; at += ROW) {
        FloatVector p = FloatVector.fromArray(FLOATS, a, weights + at);
        FloatVector d = FloatVector.fromArray(FLOATS, a, tile + at).sub(offset).mul(p);
        // A weight of 0 may have t = −∞, and counts for nothing.
        FloatVector t =
            FloatVector.fromArray(FLOATS, a, scores + at).sub(logSum).blend(0, p.compare(EQ, 0));
        d.intoArray(a, tile + at);
        sumD = sumD.add(d);
        sumPt = p.fma(t, sumPt);
        sumDt = d.fma(t, sumDt);
      }
      sumD.intoArray(a, sums + x);
      sumPt.intoArray(a, sums + QUERIES + x);
      sumDt.intoArray(a, sums + 2 * QUERIES + x);
    }
  }

  /** Multiplies a tile by another, element by element. */
  static void multiply(float[] a, int keys, int tile, int factors) {
    for (int key = 0; key < keys; key++) {
      for (int at = key * ROW; at < key * ROW + QUERIES; at += COUNT) {
        FloatVector factor = FloatVector.fromArray(FLOATS, a, factors + at);
        FloatVector.fromArray(FLOATS, a, tile + at).mul(factor).intoArray(a, tile + at);
      }
    }
  }
}
