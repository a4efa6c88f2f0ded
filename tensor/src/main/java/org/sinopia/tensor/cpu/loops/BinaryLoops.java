package org.sinopia.tensor.cpu.loops;

import static org.sinopia.tensor.cpu.simd.FloatVectors.load;
import static org.sinopia.tensor.cpu.simd.FloatVectors.store;

import org.sinopia.tensor.cpu.simd.FloatVectors;
import org.sinopia.tensor.cpu.simd.PairLoop;
import org.sinopia.tensor.op.BinaryFunction;

/** Loops y = f(a, b) for every {@link BinaryFunction}. */
public final class BinaryLoops {
  /** Sums, which other ops need too. */
  public static final PairLoop ADD = BinaryLoops::add;

  private BinaryLoops() {}

  public static PairLoop of(BinaryFunction function) {
    return switch (function) {
      case ADD -> ADD;
      case SUBTRACT -> BinaryLoops::subtract;
      case MULTIPLY -> BinaryLoops::multiply;
      case DIVIDE -> BinaryLoops::divide;
      case MAXIMUM -> BinaryLoops::maximum;
      case MINIMUM -> BinaryLoops::minimum;
    };
  }

  private static void add(long a, long b, long y, int count) {
    for (int i = 0; i < count; i += FloatVectors.COUNT) {
      store(load(a, i).add(load(b, i)), y, i);
    }
  }

  private static void subtract(long a, long b, long y, int count) {
    for (int i = 0; i < count; i += FloatVectors.COUNT) {
      store(load(a, i).sub(load(b, i)), y, i);
    }
  }

  private static void multiply(long a, long b, long y, int count) {
    for (int i = 0; i < count; i += FloatVectors.COUNT) {
      store(load(a, i).mul(load(b, i)), y, i);
    }
  }

  private static void divide(long a, long b, long y, int count) {
    for (int i = 0; i < count; i += FloatVectors.COUNT) {
      store(load(a, i).div(load(b, i)), y, i);
    }
  }

  private static void maximum(long a, long b, long y, int count) {
    for (int i = 0; i < count; i += FloatVectors.COUNT) {
      store(load(a, i).max(load(b, i)), y, i);
    }
  }

  private static void minimum(long a, long b, long y, int count) {
    for (int i = 0; i < count; i += FloatVectors.COUNT) {
      store(load(a, i).min(load(b, i)), y, i);
    }
  }
}
