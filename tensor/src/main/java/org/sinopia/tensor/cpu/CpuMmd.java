package org.sinopia.tensor.cpu;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.LossOp.Mmd;

/**
 * Maximum mean discrepancy, a row of pairs at a time: one point against vectors of others, which
 * lie transposed so that each coordinate is contiguous. Within one sample k(a, b) = k(b, a), so
 * where no gradient needs the whole row only the pairs behind the diagonal are visited.
 *
 * <p>With u = |a−b|²/(2d), the kernel at scale s is s/(s+u). Division is what costs here, so the
 * scales go in pairs that share one: 1/((s+u)(t+u)) gives both reciprocals. Where that product
 * overflows (u beyond 1e19) both kernels count as 0; u itself is kept finite for that.
 */
final class CpuMmd {
  private static final float[] SCALES = scales();
  private static final int ROWS = 16;
  private static final int TILE = 64 * Lanes.COUNT;

  private static final int Z = 0;
  private static final int PRIOR = 1;
  private static final int PARTIALS = 2;
  private static final int SLOPES = 3;

  private final Workers workers;

  CpuMmd(Workers workers) {
    this.workers = workers;
  }

  void run(Mmd op) {
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
      float pullZ = (float) (-2 * share / (n * n * z.d));
      float pullPrior = (float) (2 * share / (n * m * z.d));
      total += rows(z, i -> z.row(i, z, 0, new Pull(gradZ, pullZ))) / n / n;
      total -= 2 * rows(z, i -> z.row(i, prior, 0, new Pull(gradZ, pullPrior))) / n / m;
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

  private Points points(Tensor tensor, int slot) {
    int count = tensor.shape().extent(0);
    int d = tensor.shape().extent(1);
    return new Points(
        tensor.memory(), CpuLayout.transposed(workers, tensor, slot), count, d, 0.5f / d);
  }

  /** Where the gradient of a row goes, and what the sum of slopes · (a − b) is multiplied by. */
  private record Pull(MemorySegment gradient, float factor) {}

  /**
   * A sample.
   *
   * @param memory [count, d]
   * @param transposed [d, count]
   * @param scale 1/(2d)
   */
  private record Points(
      MemorySegment memory, MemorySegment transposed, int count, int d, float scale) {
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
      MemorySegment slopes = Scratch.bytes(SLOPES, (long) TILE * Float.BYTES);
      double sum = 0;
      for (int tile = start; tile < others.count; tile += TILE) {
        int end = Math.min(others.count, tile + TILE);
        sum += kernels(i, others, tile, end, pull == null ? null : slopes);
        for (int k = 0; pull != null && k < d; k++) {
          long at = (long) i * d + k;
          float pulled = pull.factor * pulled(i, k, others, tile, end, slopes);
          pull.gradient.setAtIndex(
              JAVA_FLOAT, at, pull.gradient.getAtIndex(JAVA_FLOAT, at) + pulled);
        }
      }
      return sum;
    }

    /** Also stores Σ s/(s+u)² for each pair, if {@code slopes} are wanted. */
    private float kernels(int i, Points others, int from, int to, MemorySegment slopes) {
      FloatVector total = Lanes.all(0);
      for (int j = from; j < to; j += Lanes.COUNT) {
        VectorMask<Float> mask = Lanes.first(to - j);
        FloatVector squared = Lanes.all(0);
        for (int k = 0; k < d; k++) {
          FloatVector difference =
              Lanes.load(others.transposed, k * others.count + j, mask)
                  .sub(memory.getAtIndex(JAVA_FLOAT, (long) i * d + k));
          squared = difference.fma(difference, squared);
        }
        FloatVector unbounded = squared.mul(scale);
        FloatVector u =
            unbounded.blend(
                Float.MAX_VALUE, unbounded.compare(VectorOperators.GT, Float.MAX_VALUE));
        FloatVector kernel = Lanes.all(0);
        FloatVector slope = Lanes.all(0);
        int s = 0;
        for (; s + 1 < SCALES.length; s += 2) {
          FloatVector a = u.add(SCALES[s]);
          FloatVector b = u.add(SCALES[s + 1]);
          FloatVector inverse = Lanes.all(1).div(a.mul(b));
          FloatVector byA = b.mul(inverse);
          FloatVector byB = a.mul(inverse);
          FloatVector kernelA = byA.mul(SCALES[s]);
          FloatVector kernelB = byB.mul(SCALES[s + 1]);
          kernel = kernel.add(kernelA.add(kernelB));
          slope = kernelA.fma(byA, kernelB.fma(byB, slope));
        }
        if (s < SCALES.length) {
          FloatVector inverse = Lanes.all(1).div(u.add(SCALES[s]));
          FloatVector last = inverse.mul(SCALES[s]);
          kernel = kernel.add(last);
          slope = last.fma(inverse, slope);
        }
        total = total.add(kernel, mask);
        if (slopes != null) {
          Lanes.store(slope, slopes, j - from);
        }
      }
      return Lanes.sum(total);
    }

    /** Σ_j slope_j · (a_ik − b_jk). */
    private float pulled(int i, int k, Points others, int from, int to, MemorySegment slopes) {
      float coordinate = memory.getAtIndex(JAVA_FLOAT, (long) i * d + k);
      FloatVector sum = Lanes.all(0);
      for (int j = from; j < to; j += Lanes.COUNT) {
        VectorMask<Float> mask = Lanes.first(to - j);
        FloatVector other = Lanes.load(others.transposed, k * others.count + j, mask);
        FloatVector slope = Lanes.load(slopes, j - from, mask);
        sum = slope.fma(Lanes.all(coordinate).sub(other), sum);
      }
      return Lanes.sum(sum);
    }
  }

  private static float[] scales() {
    float[] scales = new float[Mmd.SCALES.size()];
    for (int i = 0; i < scales.length; i++) {
      scales[i] = Mmd.SCALES.get(i).floatValue();
    }
    return scales;
  }
}
