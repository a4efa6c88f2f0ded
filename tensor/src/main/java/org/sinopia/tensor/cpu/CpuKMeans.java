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
import org.sinopia.tensor.Tensor;
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
  private static final int BLOCK = 8 * TransposedPoints.STEP;
  private static final int UPDATE_GRAIN = 1 << 12;

  /** Bounds the room that partial sums take. */
  private static final int MAX_PARTIALS = 1 << 21;

  private static final int COORDINATES = 0;
  private static final int CANDIDATES = 1;
  private static final int LEAST = 2;
  private static final int NEAREST = 3;
  private static final int SUMS = 0;
  private static final int COUNTS = 1;

  private final Workers workers;

  CpuKMeans(Workers workers) {
    this.workers = workers;
  }

  void run(KMeansAssign op) {
    int d = op.points().shape().extent(1);
    workers.ranges(
        op.points().shape().extent(0),
        BLOCK,
        (from, to) -> {
          TransposedPoints points =
              new TransposedPoints(op.points().memory(), d, from, to, COORDINATES);
          assign(points, to - from, op.centroids(), op.labels(), op.distances(), from);
        });
  }

  private static void assign(
      TransposedPoints points,
      int count,
      Tensor centroids,
      Tensor labels,
      Tensor distances,
      int from) {
    int d = centroids.shape().extent(1);
    int whole = TransposedPoints.whole(count);
    MemorySegment candidates = Scratch.bytes(CANDIDATES, (long) BLOCK * Float.BYTES);
    MemorySegment least = Scratch.bytes(LEAST, (long) BLOCK * Float.BYTES);
    MemorySegment nearest = Scratch.bytes(NEAREST, (long) BLOCK * Integer.BYTES);
    points.squaredDistances(centroids.memory(), 0, d, 0, whole, least);
    nearest.fill((byte) 0);
    for (int c = 1; c < centroids.shape().extent(0); c++) {
      points.squaredDistances(centroids.memory(), c, d, 0, whole, candidates);
      take(candidates, c, least, nearest, whole);
    }
    MemorySegment.copy(nearest, 0, labels.memory(), from * 4L, count * 4L);
    MemorySegment.copy(least, 0, distances.memory(), from * 4L, count * 4L);
  }

  /** Where the candidate is less, or the first NaN, it becomes the least. */
  private static void take(
      MemorySegment candidates, int c, MemorySegment least, MemorySegment nearest, int count) {
    for (int i = 0; i < count; i += Lanes.COUNT) {
      FloatVector before = Lanes.load(least, i);
      FloatVector candidate = Lanes.load(candidates, i);
      VectorMask<Float> better =
          before
              .compare(VectorOperators.LE, candidate)
              .not()
              .and(before.compare(VectorOperators.EQ, before));
      Lanes.store(before.blend(candidate, better), least, i);
      IntVector.fromMemorySegment(INTS, nearest, i * 4L, ByteOrder.nativeOrder())
          .blend(c, better.cast(INTS))
          .intoMemorySegment(nearest, i * 4L, ByteOrder.nativeOrder());
    }
  }

  void run(KMeansUpdate op) {
    MemorySegment points = op.points().memory();
    MemorySegment labels = op.labels().memory();
    int n = op.points().shape().extent(0);
    int d = op.points().shape().extent(1);
    int k = op.centroids().shape().extent(0);
    long size = (long) k * d;
    int most = (int) Math.max(1, MAX_PARTIALS / size);
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
