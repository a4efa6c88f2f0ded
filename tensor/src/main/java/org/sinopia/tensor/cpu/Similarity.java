package org.sinopia.tensor.cpu;

import static org.sinopia.tensor.cpu.Lanes.COUNT;
import static org.sinopia.tensor.cpu.Lanes.all;
import static org.sinopia.tensor.cpu.Lanes.load;
import static org.sinopia.tensor.cpu.Lanes.store;
import static org.sinopia.tensor.op.GaussianWindow.RADIUS;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import org.sinopia.tensor.op.ImageOp.Ssim;
import org.sinopia.tensor.op.ImageOp.Uiqi;

/**
 * What is averaged over the windows of two images a and b, from rows of {@link WindowStatistics} of
 * a and d = b − a.
 *
 * <p>With M = μ_a² + μ_b² + C₁ and V = σ_a² + σ_b² + C₂: l = (2μ_a·μ_b + C₁)/M = 1 − μ_d²/M and cs
 * = (2σ_ab + C₂)/V = 1 − σ_d²/V, where μ_b = μ_a + μ_d and σ_b² = σ_a² + 2σ_ad + σ_d².
 */
enum Similarity {
  /** l·cs, over all pixels. */
  STRUCTURE(0),
  /** cs, over the pixels whose window lies inside the image. */
  CONTRAST(RADIUS),
  /** The universal quality index, over the pixels whose window lies inside the image. */
  UNIVERSAL(RADIUS);

  /** Floats in a block of slopes: the vectors that {@link #slopes} writes for the same pixels. */
  static final int SLOPES = 3 * COUNT;

  private static final float C1 = (float) Ssim.C1;
  private static final float C2 = (float) Ssim.C2;

  private final int margin;

  Similarity(int margin) {
    this.margin = margin;
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
    FloatVector sum = all(0);
    for (int x = 0, at = statistics; x < width; x += COUNT, at += WindowStatistics.BLOCK) {
      FloatVector value =
          of(
              load(memory, at),
              load(memory, at + COUNT),
              variances(memory, at),
              load(memory, at + 3 * COUNT));
      sum = sum.add(value, counted(x, width));
    }
    return Lanes.sum(sum);
  }

  /** A switch rather than a method of each constant, so that it is compiled into its loop. */
  private FloatVector of(
      FloatVector meanA, FloatVector meanD, FloatVector variances, FloatVector varianceD) {
    return switch (this) {
      case STRUCTURE -> {
        FloatVector m = squares(meanA, meanA.add(meanD)).add(C1);
        FloatVector v = variances.add(C2);
        yield m.sub(meanD.mul(meanD)).mul(v.sub(varianceD)).div(m.mul(v));
      }
      case CONTRAST -> {
        FloatVector v = variances.add(C2);
        yield v.sub(varianceD).div(v);
      }
      case UNIVERSAL -> {
        FloatVector meanB = meanA.add(meanD);
        FloatVector v = variances.add((float) Uiqi.EPSILON);
        yield meanA
            .mul(2)
            .mul(meanB)
            .mul(variances.sub(varianceD))
            .div(squares(meanA, meanB).mul(v));
      }
    };
  }

  private static FloatVector squares(FloatVector a, FloatVector b) {
    return a.fma(a, b.mul(b));
  }

  /** σ_a² + σ_b² = 2σ_a² + 2σ_ad + σ_d². */
  private static FloatVector variances(MemorySegment memory, int block) {
    return load(memory, block + 2 * COUNT)
        .add(load(memory, block + 4 * COUNT))
        .fma(all(2), load(memory, block + 3 * COUNT));
  }

  private VectorMask<Float> counted(int x, int width) {
    return Lanes.first(width - margin - x).andNot(Lanes.first(margin - x));
  }

  /**
   * What a row of windows asks of the pixels of a. With s = ∂/∂μ_a, v = ∂/∂σ_a², c = ∂/∂σ_ab of the
   * similarity, a window gives to its pixel i of weight w the gradient w·(s + 2v(a_i − μ_a) + c(b_i
   * − μ_b)). For cs, c = 2/V and 2v = −c·cs = −c + c·σ_d²/V; for l·cs both are l times that, and s
   * = 2cs·(μ_b − l·μ_a)/M = 2cs·(μ_d + μ_a·μ_d²/M)/M. So the gradient is w·(p + q·a_i + r·d_i) with
   * q = c·σ_d²/V, r = c, p = s − q·μ_a − r·μ_d; stored are p, q, r, and 0 where a pixel does not
   * count.
   *
   * @param originA from where a is measured, which changes p only: the nearer, the less cancels
   * @param originD from where d is measured
   */
  void slopes(
      MemorySegment memory, int statistics, int width, float originA, float originD, int to) {
    boolean means = this == STRUCTURE;
    for (int x = 0; x < width; x += COUNT) {
      int at = statistics + x / COUNT * WindowStatistics.BLOCK;
      FloatVector meanA = load(memory, at);
      FloatVector meanD = load(memory, at + COUNT);
      FloatVector inverse = all(1).div(variances(memory, at).add(C2));
      FloatVector unlike = load(memory, at + 3 * COUNT).mul(inverse);
      FloatVector r = inverse.add(inverse);
      FloatVector p = all(0);
      if (means) {
        FloatVector inverseSquares = all(1).div(squares(meanA, meanA.add(meanD)).add(C1));
        FloatVector offset = meanD.mul(inverseSquares);
        FloatVector unlikeMeans = offset.mul(meanD);
        p = unlikeMeans.fma(meanA, meanD).mul(inverseSquares).mul(2);
        p = p.sub(p.mul(unlike));
        r = r.sub(r.mul(unlikeMeans));
      }
      FloatVector q = r.mul(unlike);
      p = p.sub(q.mul(meanA.sub(originA))).sub(r.mul(meanD.sub(originD)));
      VectorMask<Float> left = counted(x, width).not();
      int block = to + x / COUNT * SLOPES;
      store(p.blend(0, left), memory, block);
      store(q.blend(0, left), memory, block + COUNT);
      store(r.blend(0, left), memory, block + 2 * COUNT);
    }
  }
}
