package org.sinopia.tensor.cpu.image;

import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static org.sinopia.tensor.cpu.simd.FloatVectors.COUNT;
import static org.sinopia.tensor.cpu.simd.FloatVectors.FLOATS;
import static org.sinopia.tensor.cpu.simd.FloatVectors.LOGICAL;
import static org.sinopia.tensor.cpu.simd.FloatVectors.ORDER;
import static org.sinopia.tensor.cpu.simd.FloatVectors.all;
import static org.sinopia.tensor.op.GaussianWindow.RADIUS;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import org.sinopia.tensor.cpu.simd.FloatVectors;
import org.sinopia.tensor.cpu.simd.Scratch;
import org.sinopia.tensor.op.SimilarityOp.Ssim;
import org.sinopia.tensor.op.SimilarityOp.Uiqi;

/**
 * The quantity that is averaged over the windows of two images a and b, from rows of {@link
 * WindowStatistics} of a and d = b − a.
 *
 * <p>With M = μ_a² + μ_b² + C₁ and V = σ_a² + σ_b² + C₂: l = (2μ_a·μ_b + C₁)/M = 1 − μ_d²/M and cs
 * = (2σ_ab + C₂)/V = 1 − σ_d²/V, where μ_b = μ_a + μ_d and σ_b² = σ_a² + 2σ_ad + σ_d².
 */
enum Similarity {
  /** l·cs, over all pixels. */
  STRUCTURE(0, 1, Ssim.C1, Ssim.C2, 0),
  /** cs, over the pixels whose window lies inside the image. */
  CONTRAST(RADIUS, 0, Ssim.C1, Ssim.C2, 0),
  /** The universal quality index, over the pixels whose window lies inside the image. */
  UNIVERSAL(RADIUS, 1, 0, 0, Uiqi.EPSILON);

  /** Floats in a block of slopes: the vectors that {@link #slopes} writes for the same pixels. */
  static final int SLOPES = 3 * COUNT;

  private static final long VECTOR = 4L * COUNT;

  private final int margin;
  private final float means;
  private final float c1;
  private final float c2;
  private final float floor;

  /**
   * The three are one formula with different constants, so that loops over it have no branch: a
   * vector that comes out of one may go through the heap.
   *
   * @param means 1 where l counts, 0 where it is 1
   * @param floor added to the denominator M·V, so that it is not 0 where both images are black
   */
  Similarity(int margin, int means, double c1, double c2, double floor) {
    this.margin = margin;
    this.means = means;
    this.c1 = (float) c1;
    this.c2 = (float) c2;
    this.floor = (float) floor;
  }

  /** How many rows and columns at each border are left out of the mean. */
  int margin() {
    return margin;
  }

  /** How many pixels of a plane count. */
  long pixels(int height, int width) {
    return (height - 2L * margin) * (width - 2L * margin);
  }

  /** The sum over a row. */
  double sum(MemorySegment memory, int statistics, int width) {
    long lanes = Scratch.lanes();
    FloatVector sum = all(0);
    for (int lane = 0; lane < LOGICAL; lane += COUNT) {
      sum = all(0);
      for (int x = lane; x < width; x += LOGICAL) {
        long at = 4L * (statistics + x / COUNT * WindowStatistics.BLOCK);
        FloatVector meanA = fromMemorySegment(FLOATS, memory, at, ORDER);
        FloatVector meanD = fromMemorySegment(FLOATS, memory, at + VECTOR, ORDER);
        FloatVector varianceA = fromMemorySegment(FLOATS, memory, at + 2 * VECTOR, ORDER);
        FloatVector varianceD = fromMemorySegment(FLOATS, memory, at + 3 * VECTOR, ORDER);
        FloatVector covariance = fromMemorySegment(FLOATS, memory, at + 4 * VECTOR, ORDER);
        FloatVector meanB = meanA.add(meanD);
        FloatVector m = meanA.fma(meanA, meanB.fma(meanB, all(c1)));
        FloatVector variances = varianceA.add(covariance).fma(all(2), varianceD);
        FloatVector above =
            m.sub(meanD.mul(meanD).mul(means)).mul(variances.sub(varianceD).add(c2));
        sum = sum.add(above.div(m.fma(variances.add(c2), all(floor))), counted(x, width));
      }
      FloatVectors.keep(sum, lanes, lane);
    }
    return FloatVectors.sum(sum, lanes, 0);
  }

  private VectorMask<Float> counted(int x, int width) {
    return FloatVectors.first(width - margin - x).andNot(FloatVectors.first(margin - x));
  }

  /**
   * The derivatives of a row of windows by the pixels of a. With s = ∂/∂μ_a, v = ∂/∂σ_a², c =
   * ∂/∂σ_ab of the similarity, a window gives to its pixel i of weight w the gradient w·(s + 2v(a_i
   * − μ_a) + c(b_i − μ_b)). For cs, c = 2/V and 2v = −c·cs = −c + c·σ_d²/V; for l·cs both are l
   * times that, and s = 2cs·(μ_b − l·μ_a)/M = 2cs·(μ_d + μ_a·μ_d²/M)/M. So the gradient is w·(p +
   * q·a_i + r·d_i) with q = c·σ_d²/V, r = c, p = s − q·μ_a − r·μ_d; stored are p, q, r, and 0 where
   * a pixel does not count.
   *
   * @param originA from where a is measured, which changes p only: the nearer, the less cancels
   * @param originD from where d is measured
   */
  void slopes(
      MemorySegment memory, int statistics, int width, float originA, float originD, int to) {
    for (int x = 0; x < width; x += COUNT) {
      long at = 4L * (statistics + x / COUNT * WindowStatistics.BLOCK);
      FloatVector meanA = fromMemorySegment(FLOATS, memory, at, ORDER);
      FloatVector meanD = fromMemorySegment(FLOATS, memory, at + VECTOR, ORDER);
      FloatVector varianceA = fromMemorySegment(FLOATS, memory, at + 2 * VECTOR, ORDER);
      FloatVector varianceD = fromMemorySegment(FLOATS, memory, at + 3 * VECTOR, ORDER);
      FloatVector covariance = fromMemorySegment(FLOATS, memory, at + 4 * VECTOR, ORDER);
      FloatVector meanB = meanA.add(meanD);
      FloatVector inverseM = all(1).div(meanA.fma(meanA, meanB.fma(meanB, all(c1))));
      FloatVector inverseV = all(1).div(varianceA.add(covariance).fma(all(2), varianceD).add(c2));
      FloatVector unlikeMeans = meanD.mul(meanD).mul(means).mul(inverseM);
      FloatVector unlike = varianceD.mul(inverseV);
      FloatVector byMean = unlikeMeans.fma(meanA, meanD).mul(inverseM).mul(2 * means);
      FloatVector r = inverseV.add(inverseV);
      r = r.sub(r.mul(unlikeMeans));
      FloatVector q = r.mul(unlike);
      FloatVector p =
          byMean
              .sub(byMean.mul(unlike))
              .sub(q.mul(meanA.sub(originA)))
              .sub(r.mul(meanD.sub(originD)));
      VectorMask<Float> left = counted(x, width).not();
      long block = 4L * (to + x / COUNT * SLOPES);
      p.blend(0, left).intoMemorySegment(memory, block, ORDER);
      q.blend(0, left).intoMemorySegment(memory, block + VECTOR, ORDER);
      r.blend(0, left).intoMemorySegment(memory, block + 2 * VECTOR, ORDER);
    }
  }
}
