package org.sinopia.nn.loss;

import org.sinopia.autograd.Binary;
import org.sinopia.autograd.Reduce;
import org.sinopia.autograd.Scale;
import org.sinopia.autograd.Tape;
import org.sinopia.autograd.Variable;
import org.sinopia.nn.ConfigField;

/** How far a predicted picture [B, 3, H, W] is from the true one; a scalar. */
public sealed interface PictureLoss {
  /** The loss; differentiable by both. */
  Variable of(Variable prediction, Variable target);

  /**
   * Mean redmean colour distance of RGB in [0, 1] ({@link org.sinopia.tensor.op.LossOp.Redmean}).
   *
   * @param squared whether to average squared distances
   */
  record Redmean(boolean squared) implements PictureLoss {
    @Override
    public Variable of(Variable prediction, Variable target) {
      return org.sinopia.autograd.op.Redmean.of(prediction, target, squared);
    }
  }

  /** Mean squared difference of channels. */
  record MeanSquaredError() implements PictureLoss {
    @Override
    public Variable of(Variable prediction, Variable target) {
      return org.sinopia.autograd.op.MeanSquaredError.of(prediction, target);
    }
  }

  /** 1 − the batch's mean SSIM ({@link org.sinopia.tensor.op.SimilarityOp.Ssim}). */
  record Ssim() implements PictureLoss {
    @Override
    public Variable of(Variable prediction, Variable target) {
      return oneMinusMean(org.sinopia.autograd.op.Ssim.of(prediction, target));
    }
  }

  /**
   * 1 − the batch's mean MS-SSIM ({@link org.sinopia.tensor.op.SimilarityOp.MsSsim}).
   *
   * @param scales 1 to 5; sides are at least 11·2^(scales−1) pixels
   */
  record MsSsim(int scales) implements PictureLoss {
    /**
     * @throws IllegalArgumentException if scales is out of range
     */
    public MsSsim {
      ConfigField.within("scales", scales, 1, 5);
    }

    @Override
    public Variable of(Variable prediction, Variable target) {
      return oneMinusMean(org.sinopia.autograd.op.MsSsim.of(prediction, target, scales));
    }
  }

  /**
   * α·structure + (1−α)·colour, as Zhao et al. 2015 (arXiv 1511.08861) mix MS-SSIM with a distance
   * of pixels.
   *
   * @param alpha α, in [0, 1]
   */
  record Mixed(double alpha, MsSsim structure, Redmean colour) implements PictureLoss {
    /**
     * @throws IllegalArgumentException if α is out of range
     */
    public Mixed {
      ConfigField.within("alpha", alpha, 0, 1);
    }

    @Override
    public Variable of(Variable prediction, Variable target) {
      return Binary.add(
          Scale.of(alpha, structure.of(prediction, target)),
          Scale.of(1 - alpha, colour.of(prediction, target)));
    }
  }

  private static Variable oneMinusMean(Variable perImage) {
    Tape tape = perImage.tape();
    return Binary.subtract(tape.constant(tape.scope().scalar(1)), Reduce.mean(perImage));
  }
}
