package org.sinopia.kernels;

import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.launch.Similarity;
import org.sinopia.tensor.op.SimilarityOp;

/** {@link SimilarityOp} by kernels. */
final class CudaSimilarity {
  private final Similarity similarity;

  CudaSimilarity(KernelDevice device) {
    this.similarity = new Similarity(device);
  }

  void run(SimilarityOp op) {
    switch (op) {
      case SimilarityOp.GaussianMoments o -> similarity.moments(o);
      case SimilarityOp.Ssim o -> similarity.ssim(o);
      case SimilarityOp.SsimBackward o -> similarity.ssimBackward(o);
      case SimilarityOp.MsSsim o -> similarity.msSsim(o);
      case SimilarityOp.MsSsimBackward o -> similarity.msSsimBackward(o);
      case SimilarityOp.Uiqi o -> similarity.uiqi(o);
    }
  }
}
