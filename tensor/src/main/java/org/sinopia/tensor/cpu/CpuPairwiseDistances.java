package org.sinopia.tensor.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import org.sinopia.tensor.op.ClusteringOp.PairwiseSquaredDistances;
import org.sinopia.tensor.op.ClusteringOp.PairwiseSquaredDistancesBackward;

/**
 * All pairs of two sets of points: vectors hold one coordinate of successive points of the second.
 */
final class CpuPairwiseDistances {
  private static final int GRAIN = 1 << 15;
  private static final int TRANSPOSED = 0;

  private final Workers workers;

  CpuPairwiseDistances(Workers workers) {
    this.workers = workers;
  }

  void run(PairwiseSquaredDistances op) {
    MemorySegment a = op.a().memory();
    MemorySegment b = CpuLayout.transposed(workers, op.b(), TRANSPOSED);
    MemorySegment distances = op.distances().memory();
    int m = op.b().shape().extent(0);
    int d = op.b().shape().extent(1);
    workers.ranges(
        op.a().shape().extent(0),
        rows(m, d),
        (from, to) -> {
          for (int i = from; i < to; i++) {
            MemorySegment row = Lanes.part(distances, (long) i * m, m);
            for (int j = 0; j < m; j += Lanes.COUNT) {
              VectorMask<Float> mask = Lanes.first(m - j);
              FloatVector squared = Lanes.all(0);
              for (int k = 0; k < d; k++) {
                float coordinate = a.getAtIndex(JAVA_FLOAT, (long) i * d + k);
                FloatVector difference = Lanes.load(b, k * m + j, mask).sub(coordinate);
                squared = difference.fma(difference, squared);
              }
              Lanes.store(squared, row, j, mask);
            }
          }
        });
  }

  void run(PairwiseSquaredDistancesBackward op) {
    MemorySegment a = op.a().memory();
    MemorySegment b = CpuLayout.transposed(workers, op.b(), TRANSPOSED);
    MemorySegment g = op.gradDistances().memory();
    int n = op.a().shape().extent(0);
    int m = op.b().shape().extent(0);
    int d = op.b().shape().extent(1);
    if (op.gradA() != null) {
      MemorySegment gradA = op.gradA().memory();
      workers.ranges(
          n,
          rows(m, d),
          (from, to) -> {
            for (int i = from; i < to; i++) {
              MemorySegment row = Lanes.part(g, (long) i * m, m);
              for (int k = 0; k < d; k++) {
                float coordinate = a.getAtIndex(JAVA_FLOAT, (long) i * d + k);
                float sum = sumOverB(row, coordinate, b, k * m, m);
                gradA.setAtIndex(JAVA_FLOAT, (long) i * d + k, 2 * sum);
              }
            }
          });
    }
    if (op.gradB() != null) {
      MemorySegment gradB = op.gradB().memory();
      workers.ranges(
          m,
          Lanes.COUNT,
          (from, to) -> {
            VectorMask<Float> mask = Lanes.first(to - from);
            for (int k = 0; k < d; k++) {
              FloatVector coordinates = Lanes.load(b, k * m + from, mask);
              FloatVector sum = sumOverA(g, from, m, mask, coordinates, a, k, d, n).mul(2);
              for (int lane = 0; lane < to - from; lane++) {
                gradB.setAtIndex(JAVA_FLOAT, (from + lane) * (long) d + k, sum.lane(lane));
              }
            }
          });
    }
  }

  /** Σ_j g_j · (coordinate − b_j). */
  private static float sumOverB(
      MemorySegment g, float coordinate, MemorySegment b, int start, int m) {
    FloatVector sum = Lanes.all(0);
    for (int j = 0; j < m; j += Lanes.COUNT) {
      VectorMask<Float> mask = Lanes.first(m - j);
      FloatVector difference = Lanes.all(coordinate).sub(Lanes.load(b, start + j, mask));
      sum = Lanes.load(g, j, mask).fma(difference, sum);
    }
    return Lanes.sum(sum);
  }

  /** Σ_i g_ij · (coordinate_j − a_i) for a vector of j. */
  private static FloatVector sumOverA(
      MemorySegment g,
      int column,
      int m,
      VectorMask<Float> mask,
      FloatVector coordinates,
      MemorySegment a,
      int k,
      int d,
      int n) {
    FloatVector sum = Lanes.all(0);
    for (int i = 0; i < n; i++) {
      FloatVector difference = coordinates.sub(a.getAtIndex(JAVA_FLOAT, (long) i * d + k));
      sum = Lanes.load(g, i * m + column, mask).fma(difference, sum);
    }
    return sum;
  }

  private static int rows(int m, int d) {
    return Math.max(1, GRAIN / m / d);
  }
}
