package org.sinopia.nn.model;

import java.util.List;
import java.util.stream.IntStream;
import org.sinopia.autograd.Variable;
import org.sinopia.nn.layer.FeedForward;
import org.sinopia.nn.layer.PixelHead;
import org.sinopia.nn.layer.Positions;
import org.sinopia.nn.layer.SelfAttention;
import org.sinopia.nn.layer.ShiftedPatchTokenization;
import org.sinopia.nn.layer.TransformerBlock;
import org.sinopia.tensor.op.Shift;

/**
 * A baseline: the plain vision transformer (Dosovitskiy et al. 2020, arXiv 2010.11929) without
 * class token, each of whose tokens becomes a patch of pixels.
 */
public final class ViT extends Recolourer {
  private final ViTConfig config;
  private final ShiftedPatchTokenization embed;
  private final Positions positions;
  private final List<TransformerBlock> blocks;
  private final PixelHead pixels;

  /** Without memory yet. */
  public ViT(ViTConfig config) {
    this.config = config;
    int d = config.dim();
    int p = config.patch();
    embed = part("embed", new ShiftedPatchTokenization(config.channels(), p, Shift.NONE, d));
    positions = part("", config.positions().make(config.size(), p, d));
    blocks =
        parts(
            "blocks", IntStream.range(0, config.depth()).mapToObj(i -> block(config, i)).toList());
    pixels = part("", new PixelHead(d, p, 3));
  }

  /** Block {@code i}, in the order in which they are computed. */
  static TransformerBlock block(TransformerConfig config, int i) {
    int d = config.dim();
    double dropout = config.dropout();
    double dropPath = config.dropPath(i);
    return new TransformerBlock(
        new SelfAttention(d, config.heads(), config.dimHead(), dropout, dropPath),
        new FeedForward(d, config.ratio() * d, dropout, dropPath),
        config.checkpointing());
  }

  @Override
  public ViTConfig config() {
    return config;
  }

  @Override
  protected Variable onGrid(Variable image) {
    int height = image.shape().extent(2);
    int width = image.shape().extent(3);
    int p = config.patch();
    Variable x = positions.forward(embed.forward(image), height / p, width / p);
    for (TransformerBlock block : blocks) {
      x = block.forward(x);
    }
    return pixels.forward(x, height, width);
  }
}
