package org.sinopia.nn.model;

import org.sinopia.autograd.Binary;
import org.sinopia.autograd.Variable;
import org.sinopia.autograd.op.Slice;
import org.sinopia.nn.layer.PixelHead;

/**
 * The recolourer of Bombini et al. 2024 (arXiv 2410.08826): a U-shaped vision transformer for small
 * data sets. Its {@link SmallUViTTrunk} makes tokens of patches; a linear layer and a 3×3
 * convolution make pixels of the tokens.
 */
public final class SmallUViT extends Recolourer {
  private final SmallUViTConfig config;
  private final SmallUViTTrunk trunk;
  private final PixelHead pixels;

  /** Without memory yet. */
  public SmallUViT(SmallUViTConfig config) {
    this.config = config;
    trunk = part("", new SmallUViTTrunk(config));
    pixels = part("", new PixelHead(config.dim(), config.patch(), 3));
  }

  @Override
  public SmallUViTConfig config() {
    return config;
  }

  /** All of it but the head that makes pixels. */
  public SmallUViTTrunk trunk() {
    return trunk;
  }

  @Override
  protected Variable onGrid(Variable image) {
    int height = image.shape().extent(2);
    int width = image.shape().extent(3);
    Variable picture = pixels.forward(trunk.forward(trunk.seen(image)), height, width);
    return config.residual()
        ? Binary.add(picture, Slice.of(image, 1, config.channels() - 3, 3))
        : picture;
  }
}
