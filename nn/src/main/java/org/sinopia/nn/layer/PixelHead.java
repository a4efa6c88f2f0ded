package org.sinopia.nn.layer;

import org.sinopia.autograd.Variable;
import org.sinopia.autograd.op.Unpatchify;
import org.sinopia.nn.Module;

/**
 * Tokens become pixels again: LayerNorm, a linear layer to the C·p² values of a patch, and a 3×3
 * convolution of the picture that the patches make: [B, N, d] → [B, C, H, W].
 */
public final class PixelHead extends Module {
  private final int patch;
  private final LayerNorm norm;
  private final Linear head;
  private final Conv2d conv;

  /**
   * A head.
   *
   * @param d features of a token
   * @param patch pixels along the side of a token's patch
   * @param channels C, values of a pixel; 3 for colours
   */
  public PixelHead(int d, int patch, int channels) {
    this.patch = patch;
    norm = part("norm", new LayerNorm(d));
    head = part("head", Linear.transformer(d, channels * patch * patch));
    conv = part("conv", new Conv2d(channels, channels, Math.sqrt(5)));
  }

  /** [B, (H/p)·(W/p), d] → [B, C, H, W]. */
  public Variable forward(Variable x, int height, int width) {
    Variable patches = head.forward(norm.forward(x));
    Variable picture = Unpatchify.of(patches, patch, height, width);
    patches.release();
    return conv.forward(picture);
  }
}
