package org.sinopia.tensor.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;

/**
 * A vectorised loop y[i] = f(a[i], b[i]) over float32 segments; y may be a or b. Each function has
 * a loop of its own, so that the compiler sees nothing else in it; a caller chooses among them once
 * for a tile, not once for an element.
 */
@FunctionalInterface
interface PairLoop {
  /** Scratch of the last, partial vector, apart from the slots of the ops that use loops. */
  int SLOT = 7;

  /** Whole vectors only: {@code count} is a multiple of {@link Lanes#COUNT}. */
  void vectors(MemorySegment a, MemorySegment b, MemorySegment y, int count);

  /** Any number of elements; the last partial vector goes through a copy of full width. */
  default void run(MemorySegment a, MemorySegment b, MemorySegment y, int count) {
    int whole = Lanes.FLOATS.loopBound(count);
    vectors(a, b, y, whole);
    int rest = count - whole;
    if (rest > 0) {
      MemorySegment scratch = Scratch.bytes(SLOT, 3L * Lanes.COUNT * Float.BYTES);
      MemorySegment lastA = Lanes.part(scratch, 0, Lanes.COUNT);
      MemorySegment lastB = Lanes.part(scratch, Lanes.COUNT, Lanes.COUNT);
      MemorySegment lastY = Lanes.part(scratch, 2L * Lanes.COUNT, Lanes.COUNT);
      for (int i = 0; i < rest; i++) {
        lastA.setAtIndex(JAVA_FLOAT, i, a.getAtIndex(JAVA_FLOAT, whole + i));
        lastB.setAtIndex(JAVA_FLOAT, i, b.getAtIndex(JAVA_FLOAT, whole + i));
      }
      vectors(lastA, lastB, lastY, Lanes.COUNT);
      for (int i = 0; i < rest; i++) {
        y.setAtIndex(JAVA_FLOAT, whole + i, lastY.getAtIndex(JAVA_FLOAT, i));
      }
    }
  }
}
