package org.sinopia.tensor.cpu.simd;

/**
 * A vectorised loop y[i] = f(a[i], b[i]) over float32 memory at three addresses; y may be a or b.
 * Each function has its own loop, so that the compiler sees nothing else in it; a caller chooses
 * among them once for a tile, not once for an element.
 */
@FunctionalInterface
public interface PairLoop {
  /** Whole vectors only: {@code count} is a multiple of {@link FloatVectors#COUNT}. */
  void vectors(long a, long b, long y, int count);

  /** Any number of elements. */
  default void run(long a, long b, long y, int count) {
    int whole = FloatVectors.FLOATS.loopBound(count);
    vectors(a, b, y, whole);
    if (whole < count) {
      Tail last = new Tail(whole, count);
      long result = last.room(2);
      vectors(last.widened(0, a), last.widened(1, b), result, FloatVectors.COUNT);
      last.narrowed(result, y);
    }
  }
}
