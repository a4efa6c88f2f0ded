package org.sinopia.tensor.cpu;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.sinopia.tensor.op.ClusteringOp.KMeansAssign;
import org.sinopia.tensor.op.ClusteringOp.KMeansUpdate;

/**
 * The two steps of K-means. Assignment takes a vector of points against one centroid after another;
 * the points of a block are transposed first. The update sums in float64, a block of points at a
 * time, and adds the blocks in order.
 */
final class CpuKMeans {
  private static final VectorSpecies<Integer> INTS =
      VectorSpecies.of(int.class, Lanes.FLOATS.vectorShape());
  private static final int BLOCK = 16 * Lanes.COUNT;
  private static final int UPDATE_GRAIN = 1 << 12;

  /** Bounds the room that partial sums take. */
  private static final int MOST_PARTIALS = 1 << 21;

  private static final int COORDINATES = 0;
  private static final int SUMS = 0;
  private static final int COUNTS = 1;

  private final Workers workers;

  CpuKMeans(Workers workers) {
    this.workers = workers;
  }

  void run(KMeansAssign op) {
    MemorySegment points = op.points().memory();
    MemorySegment centroids = op.centroids().memory();
    int d = op.points().shape().extent(1);
    int k = op.centroids().shape().extent(0);
    workers.ranges(
        op.points().shape().extent(0),
        BLOCK,
        (from, to) -> {
          MemorySegment block = Scratch.bytes(COORDINATES, (long) BLOCK * d * Float.BYTES);
          for (int i = from; i < to; i++) {
            for (int l = 0; l < d; l++) {
              float coordinate = points.getAtIndex(JAVA_FLOAT, (long) i * d + l);
              block.setAtIndex(JAVA_FLOAT, l * BLOCK + i - from, coordinate);
            }
          }
          for (int i = from; i < to; i += Lanes.COUNT) {
            VectorMask<Float> mask = Lanes.first(to - i);
            FloatVector least = squaredDistances(block, i - from, centroids, 0, d);
            IntVector labels = IntVector.zero(INTS);
            for (int c = 1; c < k; c++) {
              FloatVector candidate = squaredDistances(block, i - from, centroids, c, d);
              VectorMask<Float> better =
                  least
                      .compare(VectorOperators.LE, candidate)
                      .not()
                      .and(least.compare(VectorOperators.EQ, least));
              least = least.blend(candidate, better);
              labels = labels.blend(c, better.cast(INTS));
            }
            Lanes.store(least, op.distances().memory(), i, mask);
            labels.intoMemorySegment(
                op.labels().memory(),
                (long) i * Integer.BYTES,
                ByteOrder.nativeOrder(),
                mask.cast(INTS));
          }
        });
  }

  private static FloatVector squaredDistances(
      MemorySegment block, int first, MemorySegment centroids, int c, int d) {
    FloatVector squared = Lanes.all(0);
    for (int l = 0; l < d; l++) {
      float coordinate = centroids.getAtIndex(JAVA_FLOAT, (long) c * d + l);
      FloatVector difference = Lanes.load(block, l * BLOCK + first).sub(coordinate);
      squared = difference.fma(difference, squared);
    }
    return squared;
  }

  void run(KMeansUpdate op) {
    MemorySegment points = op.points().memory();
    MemorySegment labels = op.labels().memory();
    int n = op.points().shape().extent(0);
    int d = op.points().shape().extent(1);
    int k = op.centroids().shape().extent(0);
    long size = (long) k * d;
    int most = (int) Math.max(1, MOST_PARTIALS / size);
    int grain = Math.max(UPDATE_GRAIN, (n - 1) / most + 1);
    int pieces = (n - 1) / grain + 1;
    MemorySegment sums = Scratch.bytes(SUMS, pieces * size * Double.BYTES);
    MemorySegment counts = Scratch.bytes(COUNTS, (long) pieces * k * Integer.BYTES);
    workers.ranges(
        n,
        grain,
        (from, to) -> {
          int piece = from / grain;
          MemorySegment sum = sums.asSlice(piece * size * Double.BYTES, size * Double.BYTES);
          MemorySegment count = counts.asSlice((long) piece * k * 4, k * 4L);
          sum.fill((byte) 0);
          count.fill((byte) 0);
          for (int i = from; i < to; i++) {
            int label = labels.getAtIndex(JAVA_INT, i);
            if (label >= 0 && label < k) {
              count.setAtIndex(JAVA_INT, label, count.getAtIndex(JAVA_INT, label) + 1);
              for (int l = 0; l < d; l++) {
                int at = label * d + l;
                double total =
                    sum.getAtIndex(JAVA_DOUBLE, at)
                        + points.getAtIndex(JAVA_FLOAT, (long) i * d + l);
                sum.setAtIndex(JAVA_DOUBLE, at, total);
              }
            }
          }
        });
    for (int c = 0; c < k; c++) {
      int count = 0;
      for (int piece = 0; piece < pieces; piece++) {
        count += counts.getAtIndex(JAVA_INT, (long) piece * k + c);
      }
      op.counts().memory().setAtIndex(JAVA_INT, c, count);
      for (int l = 0; count > 0 && l < d; l++) {
        double total = 0;
        for (int piece = 0; piece < pieces; piece++) {
          total += sums.getAtIndex(JAVA_DOUBLE, piece * size + (long) c * d + l);
        }
        op.centroids().memory().setAtIndex(JAVA_FLOAT, (long) c * d + l, (float) (total / count));
      }
    }
  }
}
