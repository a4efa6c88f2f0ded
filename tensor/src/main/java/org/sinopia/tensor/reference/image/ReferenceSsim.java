package org.sinopia.tensor.reference.image;

import org.sinopia.tensor.op.SimilarityOp.Ssim;
import org.sinopia.tensor.op.SimilarityOp.SsimBackward;
import org.sinopia.tensor.reference.array.Plane;
import org.sinopia.tensor.reference.array.Reals;

/** Structural similarity. */
final class ReferenceSsim {
  private ReferenceSsim() {}

  static void forward(Ssim op) {
    Plane[] a = Plane.of(op.a());
    Plane[] b = Plane.of(op.b());
    Reals perImage = new Reals(op.perImage());
    int channels = op.a().shape().extent(1);
    for (int i = 0; i < op.a().shape().extent(0); i++) {
      perImage.set(i, Similarity.STRUCTURE.mean(a, b, i * channels, (i + 1) * channels));
    }
  }

  static void backward(SsimBackward op) {
    Plane[] a = Plane.of(op.a());
    Plane[] b = Plane.of(op.b());
    Plane[] gradA = Plane.blank(op.a());
    Reals gradPerImage = new Reals(op.gradPerImage());
    int channels = op.a().shape().extent(1);
    for (int i = 0; i < op.a().shape().extent(0); i++) {
      Similarity.STRUCTURE.addGradient(
          gradPerImage.at(i), a, b, i * channels, (i + 1) * channels, gradA);
    }
    Plane.store(gradA, op.gradA());
  }
}
