package org.sinopia.tensor.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static jdk.incubator.vector.VectorOperators.GT;
import static org.sinopia.tensor.cpu.Lanes.all;
import static org.sinopia.tensor.cpu.Lanes.load;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * One number for each row of a block [rows, width] of whole vectors. Four sums run side by side,
 * since one would wait for itself: an addition takes several cycles, but several can be under way.
 */
final class RowLoops {
  private static final int FOUR = 4 * Lanes.COUNT;

  private RowLoops() {}

  /** The largest element of each row, NaN left out; −∞ if there is no other. */
  static void max(MemorySegment x, int rows, int width, MemorySegment result) {
    for (int row = 0; row < rows; row++) {
      int end = (row + 1) * width;
      FloatVector a = all(Float.NEGATIVE_INFINITY);
      FloatVector b = a;
      int i = row * width;
      for (; i <= end - 2 * Lanes.COUNT; i += 2 * Lanes.COUNT) {
        FloatVector u = load(x, i);
        FloatVector v = load(x, i + Lanes.COUNT);
        a = a.blend(u, u.compare(GT, a));
        b = b.blend(v, v.compare(GT, b));
      }
      if (i < end) {
        FloatVector u = load(x, i);
        a = a.blend(u, u.compare(GT, a));
      }
      float max = a.blend(b, b.compare(GT, a)).reduceLanes(VectorOperators.MAX);
      result.setAtIndex(JAVA_FLOAT, row, max);
    }
  }

  /** Σ x of each row. */
  static void sum(MemorySegment x, int rows, int width, MemorySegment result) {
    for (int row = 0; row < rows; row++) {
      int end = (row + 1) * width;
      FloatVector a = all(0);
      FloatVector b = a;
      FloatVector c = a;
      FloatVector e = a;
      int i = row * width;
      for (; i <= end - FOUR; i += FOUR) {
        a = a.add(load(x, i));
        b = b.add(load(x, i + Lanes.COUNT));
        c = c.add(load(x, i + 2 * Lanes.COUNT));
        e = e.add(load(x, i + 3 * Lanes.COUNT));
      }
      for (; i < end; i += Lanes.COUNT) {
        a = a.add(load(x, i));
      }
      result.setAtIndex(JAVA_FLOAT, row, Lanes.sum(a.add(b).add(c.add(e))));
    }
  }

  /** Σ (x − centre)² of each row, which has its own centre. */
  static void squares(
      MemorySegment x, MemorySegment centres, int rows, int width, MemorySegment result) {
    for (int row = 0; row < rows; row++) {
      int end = (row + 1) * width;
      FloatVector centre = all(centres.getAtIndex(JAVA_FLOAT, row));
      FloatVector a = all(0);
      FloatVector b = a;
      FloatVector c = a;
      FloatVector e = a;
      int i = row * width;
      for (; i <= end - FOUR; i += FOUR) {
        FloatVector p = load(x, i).sub(centre);
        FloatVector q = load(x, i + Lanes.COUNT).sub(centre);
        FloatVector r = load(x, i + 2 * Lanes.COUNT).sub(centre);
        FloatVector s = load(x, i + 3 * Lanes.COUNT).sub(centre);
        a = p.fma(p, a);
        b = q.fma(q, b);
        c = r.fma(r, c);
        e = s.fma(s, e);
      }
      for (; i < end; i += Lanes.COUNT) {
        FloatVector p = load(x, i).sub(centre);
        a = p.fma(p, a);
      }
      result.setAtIndex(JAVA_FLOAT, row, Lanes.sum(a.add(b).add(c.add(e))));
    }
  }

  /** Σ x·y of each row. */
  static void dot(MemorySegment x, MemorySegment y, int rows, int width, MemorySegment result) {
    for (int row = 0; row < rows; row++) {
      int end = (row + 1) * width;
      FloatVector a = all(0);
      FloatVector b = a;
      FloatVector c = a;
      FloatVector e = a;
      int i = row * width;
      for (; i <= end - FOUR; i += FOUR) {
        a = load(x, i).fma(load(y, i), a);
        b = load(x, i + Lanes.COUNT).fma(load(y, i + Lanes.COUNT), b);
        c = load(x, i + 2 * Lanes.COUNT).fma(load(y, i + 2 * Lanes.COUNT), c);
        e = load(x, i + 3 * Lanes.COUNT).fma(load(y, i + 3 * Lanes.COUNT), e);
      }
      for (; i < end; i += Lanes.COUNT) {
        a = load(x, i).fma(load(y, i), a);
      }
      result.setAtIndex(JAVA_FLOAT, row, Lanes.sum(a.add(b).add(c.add(e))));
    }
  }
}
