package org.sinopia.nn.model;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.sinopia.autograd.Variable;
import org.sinopia.autograd.op.Binary;
import org.sinopia.autograd.op.Concat;
import org.sinopia.autograd.op.Unpatchify;
import org.sinopia.nn.layer.Conv2d;
import org.sinopia.nn.layer.FeedForward;
import org.sinopia.nn.layer.LayerNorm;
import org.sinopia.nn.layer.Linear;
import org.sinopia.nn.layer.LocalitySelfAttention;
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
  private final List<TransformerBlock> down;
  private final TransformerBlock mid;
  private final List<TransformerBlock> up;
  private final List<Linear> skips;
  private final LayerNorm norm;
  private final Linear head;
  private final Conv2d conv;

  /** Without memory yet. */
  public SmallUViT(SmallUViTConfig config) {
    this.config = config;
    int d = config.dim();
    int p = config.patch();
    int depth = config.depth();
    spt = part("spt", new ShiftedPatchTokenization(config.channels(), p, config.shift(), d));
    positions = part("", config.positions().make(config.size(), p, d));
    down = parts("down", IntStream.range(0, depth).mapToObj(this::block).toList());
    mid = part("mid", block(depth));
    up = parts("up", IntStream.range(depth + 1, 2 * depth + 1).mapToObj(this::block).toList());
    skips =
        config.skip() == SmallUViTConfig.Skip.CONCAT
            ? parts("skips", up.stream().map(block -> Linear.transformer(2 * d, d)).toList())
            : List.of();
    norm = part("norm", new LayerNorm(d));
    head = part("head", Linear.transformer(d, 3 * p * p));
    conv = part("conv", new Conv2d(3, 3, Math.sqrt(5)));
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
  protected int grid() {
    return config.patch();
  }

  @Override
  protected Variable onGrid(Variable image) {
    int height = image.shape().extent(2);
    int width = image.shape().extent(3);
    int p = config.patch();
    Variable x = positions.forward(spt.forward(image), height / p, width / p);
    Deque<Variable> skipped = new ArrayDeque<>();
    for (TransformerBlock block : down) {
      x = block.forward(x);
      skipped.push(x);
    }
    x = mid.forward(x);
    for (int i = 0; i < up.size(); i++) {
      x = up.get(i).forward(join(i, x, skipped.pop()));
    }
    x = head.forward(norm.forward(x));
    return conv.forward(Unpatchify.of(x, p, height, width));
  }

  private Variable join(int i, Variable x, Variable skip) {
    return switch (config.skip()) {
      case ADD -> Binary.add(x, skip);
      case CONCAT -> skips.get(i).forward(Concat.of(List.of(x, skip), 2));
    };
  }
}
