package org.sinopia.tensor.cpu.loops;

import static org.sinopia.tensor.cpu.simd.FloatVectors.all;
import static org.sinopia.tensor.cpu.simd.FloatVectors.load;
import static org.sinopia.tensor.cpu.simd.FloatVectors.store;

import org.sinopia.tensor.cpu.simd.FloatVectors;
import org.sinopia.tensor.cpu.simd.PairLoop;
import org.sinopia.tensor.cpu.simd.TripleLoop;

/** Loops of scaling and adding. */
public final class LinearLoops {
  private LinearLoops() {}

  /** y = factor·a; b is not read. */
  public static PairLoop scaled(float factor) {
    return (a, _, y, count) -> scale(a, y, count, factor);
  }

  /** y = α·a + β·b. */
  public static PairLoop combined(float alpha, float beta) {
    return (a, b, y, count) -> combine(a, b, y, count, alpha, beta);
  }

  /** y = a + factor·(b + c). */
  public static TripleLoop residual(float factor) {
    return (a, b, c, y, count) -> residual(a, b, c, y, count, factor);
  }

  private static void scale(long a, long y, int count, float factor) {
    for (int i = 0; i < count; i += FloatVectors.COUNT) {
      store(load(a, i).mul(factor), y, i);
    }
  }

  private static void combine(long a, long b, long y, int count, float alpha, float beta) {
    for (int i = 0; i < count; i += FloatVectors.COUNT) {
      store(load(a, i).fma(all(alpha), load(b, i).mul(beta)), y, i);
    }
  }

  private static void residual(long a, long b, long c, long y, int count, float factor) {
    for (int i = 0; i < count; i += FloatVectors.COUNT) {
      store(load(b, i).add(load(c, i)).fma(all(factor), load(a, i)), y, i);
    }
  }
}
