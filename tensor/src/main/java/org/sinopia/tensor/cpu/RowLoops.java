package org.sinopia.tensor.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static jdk.incubator.vector.VectorOperators.GT;
import static org.sinopia.tensor.cpu.Lanes.all;
import static org.sinopia.tensor.cpu.Lanes.load;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Sums over rows of whole vectors. Four sums run side by side, since one would wait for itself: an
 * addition takes several cycles, but several can be under way.
 */
final class RowLoops {
  private static final int FOUR = 4 * Lanes.COUNT;

  private RowLoops() {}

  /** {@code d} rounded up to whole vectors. */
  static int width(int d) {
    return Math.ceilDiv(d, Lanes.COUNT) * Lanes.COUNT;
  }

  /**
   * The row itself if it is made of whole vectors, else a copy that is.
   *
   * @param rest what stands behind the row in a copy
   * @param slot of the thread's scratch memory for a copy
   */
  static MemorySegment whole(MemorySegment row, int d, float rest, int slot) {
    int width = width(d);
    if (width == d) {
      return row;
    }
    MemorySegment copy = room(d, slot);
    MemorySegment.copy(row, 0, copy, 0, (long) d * Float.BYTES);
    pad(copy, d, rest);
    return copy;
  }

  /** The row to write if it is made of whole vectors, else room for one that is. */
  static MemorySegment wholeToWrite(MemorySegment row, int d, int slot) {
    return width(d) == d ? row : room(d, slot);
  }

  private static MemorySegment room(int d, int slot) {
    return Lanes.part(Scratch.bytes(slot, (long) width(d) * Float.BYTES), 0, width(d));
  }

  /** Overwrites what stands behind a row of {@code d}. */
  static void pad(MemorySegment row, int d, float rest) {
    for (int i = d; i < width(d); i++) {
      row.setAtIndex(JAVA_FLOAT, i, rest);
    }
  }

  /** The largest element, NaN left out; −∞ if there is no other. */
  static float max(MemorySegment x, int width) {
    FloatVector a = all(Float.NEGATIVE_INFINITY);
    FloatVector b = a;
    int i = 0;
    for (; i <= width - 2 * Lanes.COUNT; i += 2 * Lanes.COUNT) {
      FloatVector u = load(x, i);
      FloatVector v = load(x, i + Lanes.COUNT);
      a = a.blend(u, u.compare(GT, a));
      b = b.blend(v, v.compare(GT, b));
    }
    if (i < width) {
      FloatVector u = load(x, i);
      a = a.blend(u, u.compare(GT, a));
    }
    return a.blend(b, b.compare(GT, a)).reduceLanes(VectorOperators.MAX);
  }

  /** Σ x. */
  static float sum(MemorySegment x, int width) {
    FloatVector a = all(0);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector e = a;
    int i = 0;
    for (; i <= width - FOUR; i += FOUR) {
      a = a.add(load(x, i));
      b = b.add(load(x, i + Lanes.COUNT));
      c = c.add(load(x, i + 2 * Lanes.COUNT));
      e = e.add(load(x, i + 3 * Lanes.COUNT));
    }
    for (; i < width; i += Lanes.COUNT) {
      a = a.add(load(x, i));
    }
    return Lanes.sum(a.add(b).add(c.add(e)));
  }

  /** Σ (x − centre)². */
  static float squares(MemorySegment x, float centre, int width) {
    FloatVector mean = all(centre);
    FloatVector a = all(0);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector e = a;
    int i = 0;
    for (; i <= width - FOUR; i += FOUR) {
      FloatVector p = load(x, i).sub(mean);
      FloatVector q = load(x, i + Lanes.COUNT).sub(mean);
      FloatVector r = load(x, i + 2 * Lanes.COUNT).sub(mean);
      FloatVector s = load(x, i + 3 * Lanes.COUNT).sub(mean);
      a = p.fma(p, a);
      b = q.fma(q, b);
      c = r.fma(r, c);
      e = s.fma(s, e);
    }
    for (; i < width; i += Lanes.COUNT) {
      FloatVector p = load(x, i).sub(mean);
      a = p.fma(p, a);
    }
    return Lanes.sum(a.add(b).add(c.add(e)));
  }

  /** Σ x·y. */
  static float dot(MemorySegment x, MemorySegment y, int width) {
    FloatVector a = all(0);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector e = a;
    int i = 0;
    for (; i <= width - FOUR; i += FOUR) {
      a = load(x, i).fma(load(y, i), a);
      b = load(x, i + Lanes.COUNT).fma(load(y, i + Lanes.COUNT), b);
      c = load(x, i + 2 * Lanes.COUNT).fma(load(y, i + 2 * Lanes.COUNT), c);
      e = load(x, i + 3 * Lanes.COUNT).fma(load(y, i + 3 * Lanes.COUNT), e);
    }
    for (; i < width; i += Lanes.COUNT) {
      a = load(x, i).fma(load(y, i), a);
    }
    return Lanes.sum(a.add(b).add(c.add(e)));
  }
}
