package org.sinopia.tensor.cpu.image;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.cpu.loops.Workers;
import org.sinopia.tensor.op.SimilarityOp.Ssim;
import org.sinopia.tensor.op.SimilarityOp.SsimBackward;
import org.sinopia.tensor.op.SimilarityOp.Uiqi;

/** Structural similarity, its backward, and the universal quality index. */
final class CpuSsim {
  private final SimilarityPass pass;

  CpuSsim(Workers workers) {
    this.pass = new SimilarityPass(workers);
  }

  void forward(Ssim op) {
    mean(Similarity.STRUCTURE, op.a(), op.b(), op.perImage());
  }

  void universal(Uiqi op) {
    mean(Similarity.UNIVERSAL, op.a(), op.b(), op.perImage());
  }

  private void mean(Similarity similarity, Tensor a, Tensor b, Tensor perImage) {
    double[] means = pass.means(similarity, PlanePair.of(a, b), a.shape().extent(1));
    for (int image = 0; image < means.length; image++) {
      perImage.memory().setAtIndex(JAVA_FLOAT, image, (float) means[image]);
    }
  }

  void backward(SsimBackward op) {
    int[] e = op.a().shape().extents();
    double pixels = (double) e[1] * e[2] * e[3];
    MemorySegment gradient = op.gradPerImage().memory();
    pass.gradient(
        Similarity.STRUCTURE,
        PlanePair.of(op.a(), op.b()),
        e[1],
        plane -> (float) (gradient.getAtIndex(JAVA_FLOAT, plane / e[1]) / pixels),
        op.gradA().memory());
  }
}
