package org.sinopia.tensor.cpu.points;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import org.sinopia.tensor.cpu.simd.FloatVectors;
import org.sinopia.tensor.cpu.simd.Scratch;

/**
 * Points in scratch memory, coordinate by coordinate, so that a vector holds one coordinate of
 * successive points. Points at the origin follow the last, so that loops end with whole steps;
 * leave their results out.
 */
final class TransposedPoints {
  /** Loops go over a multiple of this number of points: the logical lanes twice. */
  static final int STEP = 2 * FloatVectors.LOGICAL;

  private final MemorySegment memory;
  private final int d;
  private final int width;

  /**
   * Transposes points {@code from} to {@code to}.
   *
   * @param points [n, d]
   * @param slot of the calling thread's scratch memory
   */
  TransposedPoints(MemorySegment points, int d, int from, int to, int slot) {
    this.d = d;
    this.width = to - from + STEP;
    this.memory = Scratch.bytes(slot, (long) d * width * Float.BYTES);
    for (int k = 0; k < d; k++) {
      MemorySegment row = coordinate(k, 0, width);
      for (int i = 0; i < to - from; i++) {
        row.setAtIndex(JAVA_FLOAT, i, points.getAtIndex(JAVA_FLOAT, (from + (long) i) * d + k));
      }
      for (int i = to - from; i < width; i++) {
        row.setAtIndex(JAVA_FLOAT, i, 0);
      }
    }
  }

  /** How far loops over {@code count} points go. */
  static int whole(int count) {
    return Math.ceilDiv(count, STEP) * STEP;
  }

  /** One coordinate of {@code count} points. */
  MemorySegment coordinate(int k, int start, int count) {
    return FloatVectors.part(memory, (long) k * width + start, count);
  }

  /** Where coordinate k of point i lies, at index k · {@link #width()} + i. */
  long address() {
    return FloatVectors.at(memory, 0, (long) d * width);
  }

  /** How far successive coordinates of a point lie apart. */
  int width() {
    return width;
  }

  private long address(int k, int start, int count) {
    return FloatVectors.at(memory, (long) k * width + start, count);
  }

  /**
   * The squared distances of one point from {@code count} of these.
   *
   * @param point [.., d]
   * @param index which row of it
   * @param count a multiple of {@link #STEP}
   * @param squared [count], written
   */
  void squaredDistances(
      MemorySegment point, int index, int d, int start, int count, MemorySegment squared) {
    long from = FloatVectors.at(point, (long) index * d, d);
    long to = FloatVectors.at(squared, 0, count);
    squares(address(0, start, count), FloatVectors.get(from, 0), to, count);
    for (int k = 1; k < d; k++) {
      addSquares(address(k, start, count), FloatVectors.get(from, k), to, count);
    }
  }

  private static void squares(long a, float b, long squared, int count) {
    for (int i = 0; i < count; i += FloatVectors.COUNT) {
      FloatVector difference = FloatVectors.load(a, i).sub(b);
      FloatVectors.store(difference.mul(difference), squared, i);
    }
  }

  private static void addSquares(long a, float b, long squared, int count) {
    for (int i = 0; i < count; i += FloatVectors.COUNT) {
      FloatVector difference = FloatVectors.load(a, i).sub(b);
      FloatVectors.store(difference.fma(difference, FloatVectors.load(squared, i)), squared, i);
    }
  }

  /**
   * Σ_j weight_j · (a − b_j) over one coordinate of {@code count} points b.
   *
   * @param count a multiple of {@link #STEP}
   * @param weights [count], 0 for points after the last
   */
  float pull(float a, int k, int start, int count, MemorySegment weights) {
    return pull(a, address(k, start, count), count, FloatVectors.at(weights, 0, count));
  }

  private static float pull(float a, long b, int count, long weights) {
    long lanes = Scratch.lanes();
    FloatVector sum = FloatVectors.all(0);
    for (int lane = 0; lane < FloatVectors.LOGICAL; lane += FloatVectors.COUNT) {
      FloatVector even = FloatVectors.all(0);
      FloatVector odd = FloatVectors.all(0);
      for (int j = lane; j < count; j += STEP) {
        int next = j + FloatVectors.LOGICAL;
        even =
            FloatVectors.load(weights, j)
                .fma(FloatVectors.all(a).sub(FloatVectors.load(b, j)), even);
        odd =
            FloatVectors.load(weights, next)
                .fma(FloatVectors.all(a).sub(FloatVectors.load(b, next)), odd);
      }
      sum = even.add(odd);
      FloatVectors.keep(sum, lanes, lane);
    }
    return FloatVectors.sum(sum, lanes, 0);
  }
}
