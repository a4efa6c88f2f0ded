package org.sinopia.nn.model;

import org.sinopia.autograd.Binary;
import org.sinopia.autograd.Variable;
import org.sinopia.autograd.op.Slice;
import org.sinopia.nn.layer.FeedForward;
import org.sinopia.nn.layer.LocalitySelfAttention;
import org.sinopia.nn.layer.PixelHead;
import org.sinopia.nn.layer.Positions;
import org.sinopia.nn.layer.ShiftedPatchTokenization;
import org.sinopia.nn.layer.TransformerBlock;

/**
 * The recolourer of Bombini et al. 2024 (arXiv 2410.08826): a U-shaped vision transformer for small
 * data sets. Shifted patch tokens with two-dimensional sin-cos positions pass {@code depth} blocks
 * down, one in the middle and {@code depth} up, all of locality self-attention; each block up first
 * receives what its counterpart down gave. Tokens become pixels again by a linear layer and a 3×3
 * convolution.
 */
public final class SmallUViT extends Recolourer {
  private final SmallUViTConfig config;
  private final ShiftedPatchTokenization spt;
  private final Positions positions;
  private final UShape blocks;
  private final PixelHead pixels;

  /** Without memory yet. */
  public SmallUViT(SmallUViTConfig config) {
    this.config = config;
    int d = config.dim();
    int p = config.patch();
    spt = part("spt", new ShiftedPatchTokenization(config.seen(), p, config.shift(), d));
    positions = part("", config.positions().make(config.size(), p, d));
    blocks = part("", new UShape(d, config.depth(), config.skip(), this::block));
    pixels = part("", new PixelHead(d, p));
  }

  private TransformerBlock block(int i) {
    double dropout = config.dropout();
    double dropPath = config.dropPath(i);
    int d = config.dim();
    return new TransformerBlock(
        new LocalitySelfAttention(
            d, config.heads(), config.dimHead(), config.perHeadTemperature(), dropout, dropPath),
        new FeedForward(d, config.ratio() * d, dropout, dropPath),
        config.checkpointing());
  }

  @Override
  public SmallUViTConfig config() {
    return config;
  }

  @Override
  protected Variable onGrid(Variable image) {
    int height = image.shape().extent(2);
    int width = image.shape().extent(3);
    if (!config.residual()) {
      return picture(image, height, width);
    }
    Variable colours = Slice.of(image, 1, config.channels() - 3, 3);
    return Binary.add(picture(config.coloursOnly() ? colours : image, height, width), colours);
  }

  private Variable picture(Variable seen, int height, int width) {
    int p = config.patch();
    Variable x = positions.forward(spt.forward(seen), height / p, width / p);
    return pixels.forward(blocks.forward(x), height, width);
  }
}
