package org.sinopia.tensor.cpu.points;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import org.sinopia.tensor.cpu.loops.Workers;
import org.sinopia.tensor.cpu.simd.FloatVectors;
import org.sinopia.tensor.cpu.simd.Scratch;
import org.sinopia.tensor.op.ClusteringOp.Silhouette;

/**
 * Silhouettes. Points are put in the order of their clusters once; then a block of points meets one
 * cluster after another, whose distances are summed in registers, a stretch of it at a time. Beside
 * the ordered points nothing is held but a few numbers for each point of a block.
 */
final class CpuSilhouette {
  private static final int BLOCK = 4 * TransposedPoints.STEP;

  /** The number of distances that are summed in turn: one long float32 sum would drift. */
  private static final int STRETCH = 128;

  private static final int ORDERED = 0;
  private static final int ENDS = 1;
  private static final int COORDINATES = 2;
  private static final int SUMS = 3;
  private static final int OWN = 4;
  private static final int NEAREST = 5;

  private final Workers workers;

  CpuSilhouette(Workers workers) {
    this.workers = workers;
  }

  void run(Silhouette op) {
    int n = op.points().shape().extent(0);
    int d = op.points().shape().extent(1);
    MemorySegment ordered = Scratch.bytes(ORDERED, (long) n * d * Float.BYTES);
    MemorySegment ends = Scratch.bytes(ENDS, (long) op.clusters() * Integer.BYTES);
    order(op, ordered, ends);
    workers.ranges(n, BLOCK, (from, to) -> widths(op, ordered, ends, from, to));
  }

  /**
   * Sorts points by cluster, those of one cluster in their own order, and leaves out those of none.
   *
   * @param ordered [n, d], written
   * @param ends [clusters], written: where each cluster ends and the next starts
   */
  private static void order(Silhouette op, MemorySegment ordered, MemorySegment ends) {
    MemorySegment labels = op.labels().memory();
    int n = op.points().shape().extent(0);
    long row = (long) op.points().shape().extent(1) * Float.BYTES;
    ends.asSlice(0, (long) op.clusters() * Integer.BYTES).fill((byte) 0);
    for (int i = 0; i < n; i++) {
      int label = labels.getAtIndex(JAVA_INT, i);
      if (label >= 0 && label < op.clusters()) {
        ends.setAtIndex(JAVA_INT, label, ends.getAtIndex(JAVA_INT, label) + 1);
      }
    }
    int start = 0;
    for (int c = 0; c < op.clusters(); c++) {
      int size = ends.getAtIndex(JAVA_INT, c);
      ends.setAtIndex(JAVA_INT, c, start);
      start += size;
    }
    for (int i = 0; i < n; i++) {
      int label = labels.getAtIndex(JAVA_INT, i);
      if (label >= 0 && label < op.clusters()) {
        int place = ends.getAtIndex(JAVA_INT, label);
        ends.setAtIndex(JAVA_INT, label, place + 1);
        MemorySegment.copy(op.points().memory(), i * row, ordered, place * row, row);
      }
    }
  }

  private static void widths(
      Silhouette op, MemorySegment ordered, MemorySegment ends, int from, int to) {
    int count = to - from;
    int d = op.points().shape().extent(1);
    MemorySegment labels = op.labels().memory();
    MemorySegment sums = FloatVectors.part(Scratch.bytes(SUMS, BLOCK * 4L), 0, BLOCK);
    MemorySegment own = Scratch.bytes(OWN, BLOCK * 4L);
    MemorySegment nearest = Scratch.bytes(NEAREST, BLOCK * 4L);
    TransposedPoints points = new TransposedPoints(op.points().memory(), d, from, to, COORDINATES);
    for (int i = 0; i < count; i++) {
      own.setAtIndex(JAVA_FLOAT, i, Float.NaN);
      nearest.setAtIndex(JAVA_FLOAT, i, Float.POSITIVE_INFINITY);
    }
    long coordinates = points.address();
    for (int c = 0; c < op.clusters(); c++) {
      int start = start(ends, c);
      int end = ends.getAtIndex(JAVA_INT, c);
      sums.fill((byte) 0);
      for (int j = start; j < end; j += STRETCH) {
        int stretch = Math.min(end - j, STRETCH);
        long others = FloatVectors.at(ordered, (long) j * d, (long) stretch * d);
        for (int i = 0; i < count; i += 2 * FloatVectors.COUNT) {
          addDistances(coordinates, points.width(), d, i, others, stretch, sums);
        }
      }
      for (int i = 0; i < count && start < end; i++) {
        float sum = sums.getAtIndex(JAVA_FLOAT, i);
        if (labels.getAtIndex(JAVA_INT, (long) from + i) == c) {
          own.setAtIndex(JAVA_FLOAT, i, sum);
        } else {
          float least = Math.min(nearest.getAtIndex(JAVA_FLOAT, i), sum / (end - start));
          nearest.setAtIndex(JAVA_FLOAT, i, least);
        }
      }
    }
    for (int i = 0; i < count; i++) {
      int label = labels.getAtIndex(JAVA_INT, (long) from + i);
      float b = nearest.getAtIndex(JAVA_FLOAT, i);
      float a = own.getAtIndex(JAVA_FLOAT, i);
      if (label >= 0 && label < op.clusters()) {
        int others = ends.getAtIndex(JAVA_INT, label) - start(ends, label) - 1;
        a = others == 0 ? b : a / others;
      }
      float larger = Math.max(a, b);
      float width = larger == 0 ? 0 : (b - a) / larger;
      op.widths().memory().setAtIndex(JAVA_FLOAT, (long) from + i, width);
    }
  }

  private static int start(MemorySegment ends, int cluster) {
    return cluster == 0 ? 0 : ends.getAtIndex(JAVA_INT, cluster - 1L);
  }

  /**
   * sums_i += Σ_j |p_i − q_j| for the points of two vectors, from i on.
   *
   * @param points coordinate k of p_i at index k · width + i
   * @param others [count, d], the q_j
   */
  private static void addDistances(
      long points, int width, int d, int i, long others, int count, MemorySegment sums) {
    int next = i + FloatVectors.COUNT;
    FloatVector even = FloatVectors.all(0);
    FloatVector odd = FloatVectors.all(0);
    for (int j = 0; j < count; j++) {
      FloatVector evenSquares = FloatVectors.all(0);
      FloatVector oddSquares = FloatVectors.all(0);
      for (int k = 0; k < d; k++) {
        float other = FloatVectors.get(others, j * d + k);
        FloatVector difference = FloatVectors.load(points, k * width + i).sub(other);
        evenSquares = difference.fma(difference, evenSquares);
        difference = FloatVectors.load(points, k * width + next).sub(other);
        oddSquares = difference.fma(difference, oddSquares);
      }
      even = even.add(evenSquares.sqrt());
      odd = odd.add(oddSquares.sqrt());
    }
    // Not by way of Lanes: in some compilations its calls were left as calls here, vectors on the
    // heap.
    FloatVector.fromMemorySegment(FloatVectors.FLOATS, sums, i * 4L, FloatVectors.ORDER)
        .add(even)
        .intoMemorySegment(sums, i * 4L, FloatVectors.ORDER);
    FloatVector.fromMemorySegment(FloatVectors.FLOATS, sums, next * 4L, FloatVectors.ORDER)
        .add(odd)
        .intoMemorySegment(sums, next * 4L, FloatVectors.ORDER);
  }
}
