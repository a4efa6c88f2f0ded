package org.sinopia.nn.model;

import org.sinopia.autograd.Variable;
import org.sinopia.nn.layer.PixelHead;
import org.sinopia.nn.layer.Positions;
import org.sinopia.nn.layer.ShiftedPatchTokenization;
import org.sinopia.tensor.op.Shift;

/**
 * A baseline: U-ViT (Bao et al. 2022, arXiv 2209.12152) without its time and class tokens. Plain
 * patches and attention; long skips from each block down to its counterpart up, concatenated and
 * projected.
 */
public final class UViT extends Recolourer {
  private final UViTConfig config;
  private final ShiftedPatchTokenization embed;
  private final Positions positions;
  private final UShape blocks;
  private final PixelHead pixels;

  /** Without memory yet. */
  public UViT(UViTConfig config) {
    this.config = config;
    int d = config.dim();
    int p = config.patch();
    embed = part("embed", new ShiftedPatchTokenization(config.channels(), p, Shift.NONE, d));
    positions = part("", config.positions().make(config.size(), p, d));
    blocks =
        part(
            "",
            new UShape(d, config.depth(), SmallUViTConfig.Skip.CONCAT, i -> ViT.block(config, i)));
    pixels = part("", new PixelHead(d, p, 3));
  }

  @Override
  public UViTConfig config() {
    return config;
  }

  @Override
  protected Variable onGrid(Variable image) {
    int height = image.shape().extent(2);
    int width = image.shape().extent(3);
    int p = config.patch();
    Variable x = positions.forward(embed.forward(image), height / p, width / p);
    return pixels.forward(blocks.forward(x), height, width);
  }
}
