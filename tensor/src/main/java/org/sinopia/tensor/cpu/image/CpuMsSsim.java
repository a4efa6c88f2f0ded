package org.sinopia.tensor.cpu.image;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.cpu.loops.Workers;
import org.sinopia.tensor.cpu.simd.Scratch;
import org.sinopia.tensor.op.SimilarityOp.MsSsim;
import org.sinopia.tensor.op.SimilarityOp.MsSsimBackward;

/**
 * Multi-scale structural similarity and its backward.
 *
 * <p>The backward walks each scale once, for means and unscaled gradients together: the factor of a
 * scale's gradient depends on the means of all scales and is applied when gradients are gathered
 * from coarse to fine. Only the coarsest scale is walked for its means first.
 */
final class CpuMsSsim {
  private static final int PYRAMID = 1;
  private static final int GRADIENTS = 2;

  private final SimilarityPass pass;
  private final CpuMeanPool2 pool;

  CpuMsSsim(Workers workers) {
    this.pass = new SimilarityPass(workers);
    this.pool = new CpuMeanPool2(workers);
  }

  void forward(MsSsim op) {
    PlanePair[] scales = pyramid(op.a(), op.b(), op.scales());
    int channels = op.a().shape().extent(1);
    double[][] means = new double[scales.length][];
    for (int s = 0; s < scales.length; s++) {
      means[s] = pass.means(similarity(s, scales.length), scales[s], channels);
    }
    for (int image = 0; image < means[0].length; image++) {
      op.perImage().memory().setAtIndex(JAVA_FLOAT, image, (float) product(means, image));
    }
  }

  void backward(MsSsimBackward op) {
    PlanePair[] scales = pyramid(op.a(), op.b(), op.scales());
    MemorySegment[] gradients = gradients(scales, op.gradA().memory());
    int channels = op.a().shape().extent(1);
    int last = scales.length - 1;
    double[][] means = new double[scales.length][];
    for (int s = 0; s < last; s++) {
      means[s] = pass.gradient(Similarity.CONTRAST, scales[s], channels, plane -> 1, gradients[s]);
    }
    means[last] = pass.means(Similarity.STRUCTURE, scales[last], channels);
    float[][] factors = factors(op, scales, means);
    pass.gradient(
        Similarity.STRUCTURE,
        scales[last],
        channels,
        plane -> factors[last][plane / channels],
        gradients[last]);
    for (int s = last - 1; s >= 0; s--) {
      float[] factor = factors[s];
      pool.spread(
          gradients[s + 1],
          scales[s].planes(),
          scales[s].height(),
          scales[s].width(),
          plane -> factor[plane / channels],
          gradients[s]);
    }
  }

  /** For each scale and image, by what its sums' gradient enters that of the loss. */
  private static float[][] factors(MsSsimBackward op, PlanePair[] scales, double[][] means) {
    float[][] factors = new float[means.length][means[0].length];
    int channels = op.a().shape().extent(1);
    for (int s = 0; s < means.length; s++) {
      double pixels =
          (double) channels
              * similarity(s, means.length).pixels(scales[s].height(), scales[s].width());
      for (int image = 0; image < means[s].length; image++) {
        double product = product(means, image);
        double weight = MsSsim.weight(s, means.length);
        double gradient = op.gradPerImage().memory().getAtIndex(JAVA_FLOAT, image);
        factors[s][image] =
            product == 0 ? 0 : (float) (gradient * weight * product / means[s][image] / pixels);
      }
    }
    return factors;
  }

  private static double product(double[][] means, int image) {
    double product = 1;
    for (int s = 0; s < means.length; s++) {
      product *= StrictMath.pow(Math.max(means[s][image], 0), MsSsim.weight(s, means.length));
    }
    return product;
  }

  private static Similarity similarity(int scale, int scales) {
    return scale == scales - 1 ? Similarity.STRUCTURE : Similarity.CONTRAST;
  }

  /** Both images at all scales, the pooled ones in the calling thread's scratch. */
  private PlanePair[] pyramid(Tensor a, Tensor b, int count) {
    PlanePair[] scales = new PlanePair[count];
    scales[0] = PlanePair.of(a, b);
    // A half has at most a quarter of the pixels, so all of them together fewer than a third.
    MemorySegment scratch = Scratch.bytes(PYRAMID, 2 * (scales[0].bytes() / 3));
    long at = 0;
    for (int s = 1; s < count; s++) {
      PlanePair fine = scales[s - 1];
      int height = fine.height() / 2;
      int width = fine.width() / 2;
      long bytes = (long) fine.planes() * height * width * Float.BYTES;
      MemorySegment halfA = scratch.asSlice(at, bytes);
      MemorySegment halfB = scratch.asSlice(at + bytes, bytes);
      at += 2 * bytes;
      pool.halve(fine.a(), fine.planes(), fine.height(), fine.width(), halfA);
      pool.halve(fine.b(), fine.planes(), fine.height(), fine.width(), halfB);
      scales[s] = new PlanePair(halfA, halfB, fine.planes(), height, width);
    }
    return scales;
  }

  private static MemorySegment[] gradients(PlanePair[] scales, MemorySegment gradA) {
    MemorySegment scratch = Scratch.bytes(GRADIENTS, scales[0].bytes() / 3);
    MemorySegment[] gradients = new MemorySegment[scales.length];
    gradients[0] = gradA;
    long at = 0;
    for (int s = 1; s < scales.length; s++) {
      gradients[s] = scratch.asSlice(at, scales[s].bytes());
      at += scales[s].bytes();
    }
    return gradients;
  }
}
