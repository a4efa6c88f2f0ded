package org.sinopia.tensor.reference.image;

import org.sinopia.tensor.op.SimilarityOp;

/** Image quality. */
public final class ReferenceSimilarity {
  private ReferenceSimilarity() {}

  public static void run(SimilarityOp op) {
    switch (op) {
      case SimilarityOp.GaussianMoments o -> ReferenceGaussianMoments.run(o);
      case SimilarityOp.Ssim o -> ReferenceSsim.forward(o);
      case SimilarityOp.SsimBackward o -> ReferenceSsim.backward(o);
      case SimilarityOp.MsSsim o -> ReferenceMsSsim.forward(o);
      case SimilarityOp.MsSsimBackward o -> ReferenceMsSsim.backward(o);
      case SimilarityOp.Uiqi o -> ReferenceUiqi.forward(o);
    }
  }
}
