package org.sinopia.nn.model;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.sinopia.autograd.Variable;
import org.sinopia.autograd.op.Concat;
import org.sinopia.autograd.op.Unpatchify;
import org.sinopia.nn.layer.Conv2d;
import org.sinopia.nn.layer.FeedForward;
import org.sinopia.nn.layer.LayerNorm;
import org.sinopia.nn.layer.Linear;
import org.sinopia.nn.layer.Positions;
import org.sinopia.nn.layer.SelfAttention;
import org.sinopia.nn.layer.ShiftedPatchTokenization;
import org.sinopia.nn.layer.TransformerBlock;
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
  private final List<TransformerBlock> down;
  private final TransformerBlock mid;
  private final List<TransformerBlock> up;
  private final List<Linear> skips;
  private final LayerNorm norm;
  private final Linear head;
  private final Conv2d conv;

  /** Without memory yet. */
  public UViT(UViTConfig config) {
    this.config = config;
    int d = config.dim();
    int p = config.patch();
    int depth = config.depth();
    embed = part("embed", new ShiftedPatchTokenization(config.channels(), p, Shift.NONE, d));
    positions = part("", config.positions().make(config.size(), p, d));
    down = parts("down", IntStream.range(0, depth).mapToObj(this::block).toList());
    mid = part("mid", block(depth));
    up = parts("up", IntStream.range(depth + 1, 2 * depth + 1).mapToObj(this::block).toList());
    skips = parts("skips", up.stream().map(block -> Linear.transformer(2 * d, d)).toList());
    norm = part("norm", new LayerNorm(d));
    head = part("head", Linear.transformer(d, 3 * p * p));
    conv = part("conv", new Conv2d(3, 3, Math.sqrt(5)));
  }

  private TransformerBlock block(int i) {
    int d = config.dim();
    double dropout = config.dropout();
    double dropPath = config.stochasticDepth() * i / (2 * config.depth());
    return new TransformerBlock(
        new SelfAttention(d, config.heads(), config.dimHead(), dropout, dropPath),
        new FeedForward(d, config.ratio() * d, dropout, dropPath),
        config.checkpointing());
  }

  @Override
  public UViTConfig config() {
    return config;
  }

  @Override
  protected int grid() {
    return config.patch();
  }

  @Override
  protected Variable onGrid(Variable image) {
    int height = image.shape().extent(2);
    int width = image.shape().extent(3);
    int p = config.patch();
    Variable x = positions.forward(embed.forward(image), height / p, width / p);
    Deque<Variable> skipped = new ArrayDeque<>();
    for (TransformerBlock block : down) {
      x = block.forward(x);
      skipped.push(x);
    }
    x = mid.forward(x);
    for (int i = 0; i < up.size(); i++) {
      Variable joined = skips.get(i).forward(Concat.of(List.of(x, skipped.pop()), 2));
      x = up.get(i).forward(joined);
    }
    return conv.forward(Unpatchify.of(head.forward(norm.forward(x)), p, height, width));
  }
}
