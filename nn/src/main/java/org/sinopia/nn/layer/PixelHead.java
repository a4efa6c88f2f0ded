package org.sinopia.nn.layer;

import org.sinopia.autograd.Variable;
import org.sinopia.autograd.op.Unpatchify;
import org.sinopia.nn.Module;

/**
 * Tokens become pixels again: LayerNorm, a linear layer to the 3·p² colours of a patch, and a 3×3
 * convolution of the picture that the patches make: [B, N, d] → [B, 3, H, W].
 */
public final class PixelHead extends Module {
  private final int patch;
  private final LayerNorm norm;
  private final Linear head;
  private final Conv2d conv;

  /** For tokens of {@code d} features, each of a patch of {@code patch} pixels along its side. */
  public PixelHead(int d, int patch) {
    this.patch = patch;
    norm = part("norm", new LayerNorm(d));
    head = part("head", Linear.transformer(d, 3 * patch * patch));
    conv = part("conv", new Conv2d(3, 3, Math.sqrt(5)));
  }

  /** [B, (H/p)·(W/p), d] → [B, 3, H, W]. */
  public Variable forward(Variable x, int height, int width) {
    Variable patches = head.forward(norm.forward(x));
    Variable picture = Unpatchify.of(patches, patch, height, width);
    patches.release();
    return conv.forward(picture);
  }
}
