package org.sinopia.nn.layer;

import java.util.List;
import java.util.function.BiFunction;
import org.sinopia.autograd.Binary;
import org.sinopia.autograd.Reduce;
import org.sinopia.autograd.Scale;
import org.sinopia.autograd.Unary;
import org.sinopia.autograd.Variable;
import org.sinopia.autograd.op.Concat;
import org.sinopia.autograd.op.MeanPool2;
import org.sinopia.nn.Module;

/**
 * Tells patch by patch whether a picture is a true one or was made from its latent: the PatchGAN of
 * Pix2Pix (Isola et al. 2017, arXiv 1611.07004). Latent and picture pass four 3×3 convolutions with
 * SELU between them, the first two followed by a mean of 2×2 pixels: [B, C, H, W] and [B, 3, H, W]
 * → [B, 1, ⌊H/4⌋, ⌊W/4⌋] logits, positive for a true picture, each of 26 × 26 pixels.
 */
public final class PatchDiscriminator extends Module {
  /** Beyond this a logit is as good as certain, and its exponential still a number. */
  private static final double CERTAIN = 20;

  private final List<Conv2d> layers;

  /**
   * For latents with {@code channels} numbers a pixel.
   *
   * @param width channels after the first convolution; twice and four times as many follow
   */
  public PatchDiscriminator(int channels, int width) {
    layers =
        parts(
            "conv",
            List.of(
                new Conv2d(channels + 3, width, 1),
                new Conv2d(width, 2 * width, 1),
                new Conv2d(2 * width, 4 * width, 1),
                new Conv2d(4 * width, 1, 1)));
  }

  /** [B, C, H, W] and [B, 3, H, W] → [B, 1, ⌊H/4⌋, ⌊W/4⌋], within ±20; H and W are at least 4. */
  Variable logits(Variable latents, Variable picture) {
    return logits(latents, picture, Conv2d::forward);
  }

  private Variable logits(
      Variable latents, Variable picture, BiFunction<Conv2d, Variable, Variable> apply) {
    Variable x = Concat.of(List.of(latents, picture), 1);
    x = MeanPool2.of(Unary.selu(apply.apply(layers.get(0), x)));
    x = MeanPool2.of(Unary.selu(apply.apply(layers.get(1), x)));
    x = Unary.selu(apply.apply(layers.get(2), x));
    Variable raw = apply.apply(layers.get(3), x);
    return Scale.of(CERTAIN, Unary.tanh(Scale.of(1 / CERTAIN, raw)));
  }

  /**
   * The discriminator's loss: binary cross-entropy, true and made pictures counting the same; ln 2
   * where nothing can be told. No gradient goes to the pictures.
   *
   * @param latents [B, C, H, W]
   * @param truth [B, 3, H, W]
   * @param made [B, 3, H, W]
   */
  public Variable discrimination(Variable latents, Variable truth, Variable made) {
    Variable high = logits(latents, truth.detach());
    Variable low = logits(latents, made.detach());
    return Scale.of(0.5, Binary.add(missed(high), missed(Unary.negate(low))));
  }

  /**
   * The loss of a network that makes pictures: how surely they are told to be made, −ln of the
   * probability of being taken for true (the non-saturating loss of Goodfellow et al. 2014, arXiv
   * 1406.2661). No gradient goes to the discriminator's weights.
   */
  public Variable deception(Variable latents, Variable made) {
    return missed(logits(latents, made, Conv2d::forwardFixed));
  }

  private static Variable missed(Variable logits) {
    return Scale.of(-1, Reduce.mean(Unary.log(Unary.sigmoid(logits))));
  }
}
