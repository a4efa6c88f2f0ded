package org.sinopia.tensor.cpu.simd;

/** A vectorised loop y[i] = f(a[i], b[i], c[i]), as {@link PairLoop} otherwise. */
@FunctionalInterface
public interface TripleLoop {
  /** Whole vectors only: {@code count} is a multiple of {@link FloatVectors#COUNT}. */
  void vectors(long a, long b, long c, long y, int count);

  /** Any number of elements. */
  default void run(long a, long b, long c, long y, int count) {
    int whole = FloatVectors.FLOATS.loopBound(count);
    vectors(a, b, c, y, whole);
    if (whole < count) {
      Tail last = new Tail(whole, count);
      long result = last.room(3);
      vectors(
          last.widened(0, a), last.widened(1, b), last.widened(2, c), result, FloatVectors.COUNT);
      last.narrowed(result, y);
    }
  }
}
