package org.sinopia.tensor.cpu.image;

import org.sinopia.tensor.cpu.loops.Workers;
import org.sinopia.tensor.op.SimilarityOp;

/** Image quality. */
public final class CpuSimilarity {
  private final CpuGaussianMoments moments;
  private final CpuSsim ssim;
  private final CpuMsSsim msSsim;

  public CpuSimilarity(Workers workers) {
    this.moments = new CpuGaussianMoments(workers);
    this.ssim = new CpuSsim(workers);
    this.msSsim = new CpuMsSsim(workers);
  }

  public void run(SimilarityOp op) {
    switch (op) {
      case SimilarityOp.GaussianMoments o -> moments.run(o);
      case SimilarityOp.Ssim o -> ssim.forward(o);
      case SimilarityOp.SsimBackward o -> ssim.backward(o);
      case SimilarityOp.MsSsim o -> msSsim.forward(o);
      case SimilarityOp.MsSsimBackward o -> msSsim.backward(o);
      case SimilarityOp.Uiqi o -> ssim.universal(o);
    }
  }
}
