package org.sinopia.nn.model;

import java.util.List;
import org.sinopia.autograd.Binary;
import org.sinopia.autograd.Reduce;
import org.sinopia.autograd.Scale;
import org.sinopia.autograd.Unary;
import org.sinopia.autograd.Variable;
import org.sinopia.nn.Module;
import org.sinopia.nn.layer.PixelHead;
import org.sinopia.tensor.op.ReduceFunction;

/**
 * Pre-training of a {@link SmallUViTTrunk} without any true colours, after SimMIM (Xie et al. 2022,
 * arXiv 2111.09886): parts of a latent picture are hidden, and a linear head predicts what was
 * there. A hidden pixel holds {@link #HIDDEN} in all channels; as patches are embedded linearly,
 * that amounts to a learned token.
 */
public final class MaskedSmallUViT extends Module {
  /** Far outside what latents (of variance 1) and colours (in [0, 1]) are. */
  public static final float HIDDEN = 4;

  private final SmallUViTTrunk trunk;
  private final PixelHead head;

  /** Without memory yet. */
  public MaskedSmallUViT(SmallUViTConfig config) {
    trunk = part("", new SmallUViTTrunk(config));
    head = part("masked", new PixelHead(config.dim(), config.patch(), config.seen()));
  }

  /** The pre-trained part, which a recolourer takes over. */
  public SmallUViTTrunk trunk() {
    return trunk;
  }

  /**
   * Predicts.
   *
   * @param masked [B, C, H, W] with hidden pixels; H and W are multiples of the patch
   * @return [B, seen, H, W], what the trunk sees of C channels, everywhere
   */
  public Variable forward(Variable masked) {
    int height = masked.shape().extent(2);
    int width = masked.shape().extent(3);
    return head.forward(trunk.forward(trunk.seen(masked)), height, width);
  }

  /**
   * Mean absolute error of the hidden pixels.
   *
   * @param prediction [B, seen, H, W]
   * @param truth [B, C, H, W], without anything hidden
   * @param mask [B, 1, H, W], 1 where hidden, else 0
   * @param share of the pixels that are hidden, above 0
   */
  public Variable loss(Variable prediction, Variable truth, Variable mask, double share) {
    return hiddenError(prediction, trunk.seen(truth), mask, share);
  }

  /** The value of {@link #loss} if each channel's mean is predicted everywhere. */
  public Variable lossOfMean(Variable truth, Variable mask, double share) {
    Variable seen = trunk.seen(truth);
    Variable mean = Reduce.of(ReduceFunction.MEAN, seen, List.of(0, 2, 3), true);
    return hiddenError(mean, seen, mask, share);
  }

  private static Variable hiddenError(
      Variable prediction, Variable truth, Variable mask, double share) {
    Variable error = Unary.abs(Binary.subtract(prediction, truth));
    return Scale.of(1 / share, Reduce.mean(Binary.multiply(error, mask)));
  }
}
