package org.sinopia.tensor.cpu.points;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import org.sinopia.tensor.cpu.loops.Workers;
import org.sinopia.tensor.cpu.simd.FloatVectors;
import org.sinopia.tensor.cpu.simd.Scratch;
import org.sinopia.tensor.op.ClusteringOp.PairwiseSquaredDistances;
import org.sinopia.tensor.op.ClusteringOp.PairwiseSquaredDistancesBackward;

/**
 * All pairs of two sets of points, in tiles: a row of pairs is one point of the first set with some
 * successive ones of the second.
 */
final class CpuPairwiseDistances {
  private static final int GRAIN = 1 << 15;
  private static final int TILE = 8 * TransposedPoints.STEP;

  private static final int TRANSPOSED = 0;
  private static final int PAIRS = 1;
  private static final int SUMS = 2;

  private final Workers workers;

  CpuPairwiseDistances(Workers workers) {
    this.workers = workers;
  }

  void run(PairwiseSquaredDistances op) {
    MemorySegment a = op.a().memory();
    MemorySegment distances = op.distances().memory();
    int m = op.b().shape().extent(0);
    int d = op.b().shape().extent(1);
    TransposedPoints b = new TransposedPoints(op.b().memory(), d, 0, m, TRANSPOSED);
    workers.ranges(
        op.a().shape().extent(0),
        Math.max(1, GRAIN / m / d),
        (from, to) -> {
          MemorySegment tile = Scratch.bytes(PAIRS, (long) TILE * Float.BYTES);
          for (int j = 0; j < m; j += TILE) {
            int length = Math.min(TILE, m - j);
            for (int i = from; i < to; i++) {
              b.squaredDistances(a, i, d, j, TransposedPoints.whole(length), tile);
              MemorySegment.copy(
                  tile,
                  0,
                  distances,
                  ((long) i * m + j) * Float.BYTES,
                  (long) length * Float.BYTES);
            }
          }
        });
  }

  void run(PairwiseSquaredDistancesBackward op) {
    int m = op.b().shape().extent(0);
    int d = op.b().shape().extent(1);
    TransposedPoints b = new TransposedPoints(op.b().memory(), d, 0, m, TRANSPOSED);
    if (op.gradA() != null) {
      workers.ranges(
          op.a().shape().extent(0),
          Math.max(1, GRAIN / m / d),
          (from, to) -> {
            FloatVectors.part(op.gradA().memory(), (long) from * d, (to - from) * d).fill((byte) 0);
            for (int i = from; i < to; i++) {
              addToGradA(op, b, i);
            }
          });
    }
    if (op.gradB() != null) {
      workers.ranges(m, TILE, (from, to) -> gradientOfTile(op, b, from, to));
    }
  }

  private static void addToGradA(PairwiseSquaredDistancesBackward op, TransposedPoints b, int i) {
    MemorySegment gradA = op.gradA().memory();
    int m = op.b().shape().extent(0);
    int d = op.b().shape().extent(1);
    for (int j = 0; j < m; j += TILE) {
      int length = Math.min(TILE, m - j);
      MemorySegment weights = weights(op, i, j, length);
      for (int k = 0; k < d; k++) {
        long at = (long) i * d + k;
        float sum =
            b.pull(
                op.a().memory().getAtIndex(JAVA_FLOAT, at),
                k,
                j,
                TransposedPoints.whole(length),
                weights);
        gradA.setAtIndex(JAVA_FLOAT, at, gradA.getAtIndex(JAVA_FLOAT, at) + 2 * sum);
      }
    }
  }

  private static void gradientOfTile(
      PairwiseSquaredDistancesBackward op, TransposedPoints b, int from, int to) {
    int d = op.b().shape().extent(1);
    int whole = TransposedPoints.whole(to - from);
    MemorySegment sums = Scratch.bytes(SUMS, (long) d * TILE * Float.BYTES);
    sums.fill((byte) 0);
    for (int i = 0; i < op.a().shape().extent(0); i++) {
      MemorySegment weights = weights(op, i, from, to - from);
      for (int k = 0; k < d; k++) {
        float coordinate = op.a().memory().getAtIndex(JAVA_FLOAT, (long) i * d + k);
        MemorySegment sum = FloatVectors.part(sums, (long) k * TILE, whole);
        addPulls(b.coordinate(k, from, whole), coordinate, weights, sum, whole);
      }
    }
    for (int j = from; j < to; j++) {
      for (int k = 0; k < d; k++) {
        float sum = sums.getAtIndex(JAVA_FLOAT, (long) k * TILE + j - from);
        op.gradB().memory().setAtIndex(JAVA_FLOAT, (long) j * d + k, 2 * sum);
      }
    }
  }

  /** The gradients of some pairs, and zeros to the end of a tile. */
  private static MemorySegment weights(
      PairwiseSquaredDistancesBackward op, int i, int j, int length) {
    MemorySegment weights = Scratch.bytes(PAIRS, (long) TILE * Float.BYTES);
    long start = (long) i * op.b().shape().extent(0) + j;
    MemorySegment.copy(
        op.gradDistances().memory(), start * Float.BYTES, weights, 0, (long) length * Float.BYTES);
    if (length < TILE) {
      weights.asSlice((long) length * Float.BYTES).fill((byte) 0);
    }
    return weights;
  }

  /** sums_j += weight_j · (b_j − a). */
  private static void addPulls(
      MemorySegment b, float a, MemorySegment weights, MemorySegment sums, int count) {
    for (int j = 0; j < count; j += FloatVectors.COUNT) {
      FloatVector difference = FloatVectors.load(b, j).sub(a);
      FloatVectors.store(
          FloatVectors.load(weights, j).fma(difference, FloatVectors.load(sums, j)), sums, j);
    }
  }
}
