package org.sinopia.tensor.cpu.points;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.cpu.loops.Workers;
import org.sinopia.tensor.cpu.simd.FloatVectors;
import org.sinopia.tensor.cpu.simd.Scratch;
import org.sinopia.tensor.op.LossOp.Mmd;

/**
 * Maximum mean discrepancy, a row of pairs at a time: one point against vectors of others. Within
 * one sample k(a, b) = k(b, a), so where no gradient needs the whole row only the pairs after the
 * diagonal are visited.
 *
 * <p>With u = |a−b|²/(2d), the kernel at scale s is s/(s+u). Division is what costs here, so the
 * scales go in pairs that share one: 1/((s+u)(t+u)) gives both reciprocals (the last of an odd
 * number has a partner of no weight). Where that product overflows (u beyond 1e19) both kernels
 * count as 0; u itself is kept finite for that.
 */
public final class CpuMmd {
  private static final float[] SCALES = scales();
  private static final int ROWS = 16;
  private static final int TILE = 32 * TransposedPoints.STEP;

  private static final int Z = 0;
  private static final int PRIOR = 1;
  private static final int PARTIALS = 2;
  private static final int PAIRS = 3;
  private static final int SLOPES = 4;

  private final Workers workers;

  public CpuMmd(Workers workers) {
    this.workers = workers;
  }

  public void run(Mmd op) {
    Points z = points(op.z(), Z);
    Points prior = points(op.prior(), PRIOR);
    MemorySegment gradZ = op.gradZ() == null ? null : op.gradZ().memory();
    double n = z.count;
    double m = prior.count;
    double share = 1.0 / SCALES.length;
    double total = 0;
    if (gradZ == null) {
      total += within(z) / n / n;
      total -= 2 * rows(z, i -> z.row(i, prior, 0, null)) / n / m;
    } else {
      gradZ.fill((byte) 0);
      Pull apart = new Pull(gradZ, (float) (-2 * share / (n * n * z.d)));
      Pull together = new Pull(gradZ, (float) (2 * share / (n * m * z.d)));
      total += rows(z, i -> z.row(i, z, 0, apart)) / n / n;
      total -= 2 * rows(z, i -> z.row(i, prior, 0, together)) / n / m;
    }
    total += within(prior) / m / m;
    op.loss().memory().set(JAVA_FLOAT, 0, (float) (share * total));
  }

  /** Sums kernels over all pairs of one sample. */
  private double within(Points points) {
    return rows(points, i -> 2 * points.row(i, points, i + 1, null) + points.diagonal(i));
  }

  /** The sum over i of what {@code row} gives for it. */
  private double rows(Points points, Row row) {
    int pieces = (points.count - 1) / ROWS + 1;
    MemorySegment partials = Scratch.bytes(PARTIALS, (long) pieces * Double.BYTES);
    workers.ranges(
        points.count,
        ROWS,
        (from, to) -> {
          double sum = 0;
          for (int i = from; i < to; i++) {
            sum += row.sum(i);
          }
          partials.setAtIndex(JAVA_DOUBLE, from / ROWS, sum);
        });
    double total = 0;
    for (int piece = 0; piece < pieces; piece++) {
      total += partials.getAtIndex(JAVA_DOUBLE, piece);
    }
    return total;
  }

  /** One row of the matrix of pairs, summed. */
  @FunctionalInterface
  private interface Row {
    double sum(int i);
  }

  private static Points points(Tensor tensor, int slot) {
    int count = tensor.shape().extent(0);
    int d = tensor.shape().extent(1);
    MemorySegment memory = tensor.memory();
    return new Points(memory, new TransposedPoints(memory, d, 0, count, slot), count, d, 0.5f / d);
  }

  /** Where the gradient of a row goes, and what the sum of slopes · (a − b) is multiplied by. */
  private record Pull(MemorySegment gradient, float factor) {}

  /**
   * A sample.
   *
   * @param memory [count, d]
   * @param inverseWidth 1/(2d)
   */
  private record Points(
      MemorySegment memory, TransposedPoints transposed, int count, int d, float inverseWidth) {
    /** k(a_i, a_i) over all scales: their number, or NaN. */
    double diagonal(int i) {
      double sum = SCALES.length;
      for (int k = 0; k < d; k++) {
        sum += Float.isFinite(memory.getAtIndex(JAVA_FLOAT, (long) i * d + k)) ? 0 : Double.NaN;
      }
      return sum;
    }

    /** Sums over all scales the kernels of point i with the others from {@code start} on. */
    double row(int i, Points others, int start, Pull pull) {
      MemorySegment tile = Scratch.bytes(PAIRS, (long) TILE * Float.BYTES);
      MemorySegment slopes = Scratch.bytes(SLOPES, (long) TILE * Float.BYTES);
      double sum = 0;
      for (int j = start; j < others.count; j += TILE) {
        int present = Math.min(TILE, others.count - j);
        int length = TransposedPoints.whole(present);
        others.transposed.squaredDistances(memory, i, d, j, length, tile);
        for (int absent = present; absent < length; absent++) {
          tile.setAtIndex(JAVA_FLOAT, absent, Float.POSITIVE_INFINITY);
        }
        long u = FloatVectors.at(tile, 0, length);
        long byPair = FloatVectors.at(slopes, 0, length);
        bound(u, length, inverseWidth);
        slopes.fill((byte) 0);
        sum += kernels(u, length, byPair);
        for (int k = 0; pull != null && k < d; k++) {
          long at = (long) i * d + k;
          float coordinate = memory.getAtIndex(JAVA_FLOAT, at);
          float pulled = others.transposed.pull(coordinate, k, j, length, slopes);
          float before = pull.gradient.getAtIndex(JAVA_FLOAT, at);
          pull.gradient.setAtIndex(JAVA_FLOAT, at, before + pull.factor * pulled);
        }
      }
      return sum;
    }
  }

  /** u = r · scale, in place, and finite. */
  private static void bound(long r, int count, float scale) {
    for (int j = 0; j < count; j += FloatVectors.COUNT) {
      FloatVector u = FloatVectors.load(r, j).mul(scale);
      FloatVectors.store(
          u.blend(Float.MAX_VALUE, u.compare(VectorOperators.GT, Float.MAX_VALUE)), r, j);
    }
  }

  /**
   * The kernels at all scales, summed over pairs. Slopes come with them whether wanted or not: they
   * hide behind the division, where a branch would have vectors made on the heap. Two vectors to a
   * step make the method too long for the compiler to draw it into its caller, where it would
   * exceed the budget, with the same effect.
   *
   * @param count a multiple of {@link TransposedPoints#STEP}
   * @param slopes has s/(s+u)² for each scale s and pair added
   */
  private static double kernels(long u, int count, long slopes) {
    double sum = 0;
    long lanes = Scratch.lanes();
    for (int scale = 0; scale < SCALES.length; scale += 2) {
      boolean single = scale + 1 == SCALES.length;
      float s = SCALES[scale];
      float t = single ? 1 : SCALES[scale + 1];
      float weighted = single ? 0 : t;
      FloatVector part = FloatVectors.all(0);
      for (int lane = 0; lane < FloatVectors.LOGICAL; lane += FloatVectors.COUNT) {
        FloatVector even = FloatVectors.all(0);
        FloatVector odd = FloatVectors.all(0);
        for (int j = lane; j < count; j += TransposedPoints.STEP) {
          int next = j + FloatVectors.LOGICAL;
          FloatVector distance = FloatVectors.load(u, j);
          FloatVector a = distance.add(s);
          FloatVector b = distance.add(t);
          FloatVector inverse = FloatVectors.all(1).div(a.mul(b));
          FloatVector byA = b.mul(inverse);
          FloatVector byB = a.mul(inverse);
          FloatVector kernelA = byA.mul(s);
          FloatVector kernelB = byB.mul(weighted);
          even = even.add(kernelA.add(kernelB));
          FloatVectors.store(
              kernelA.fma(byA, kernelB.fma(byB, FloatVectors.load(slopes, j))), slopes, j);
          distance = FloatVectors.load(u, next);
          a = distance.add(s);
          b = distance.add(t);
          inverse = FloatVectors.all(1).div(a.mul(b));
          byA = b.mul(inverse);
          byB = a.mul(inverse);
          kernelA = byA.mul(s);
          kernelB = byB.mul(weighted);
          odd = odd.add(kernelA.add(kernelB));
          FloatVectors.store(
              kernelA.fma(byA, kernelB.fma(byB, FloatVectors.load(slopes, next))), slopes, next);
        }
        part = even.add(odd);
        FloatVectors.keep(part, lanes, lane);
      }
      sum += FloatVectors.sum(part, lanes, 0);
    }
    return sum;
  }

  private static float[] scales() {
    float[] scales = new float[Mmd.SCALES.size()];
    for (int i = 0; i < scales.length; i++) {
      scales[i] = Mmd.SCALES.get(i).floatValue();
    }
    return scales;
  }
}
