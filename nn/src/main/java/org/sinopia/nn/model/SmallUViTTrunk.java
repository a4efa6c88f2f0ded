package org.sinopia.nn.model;

import org.sinopia.autograd.Variable;
import org.sinopia.autograd.op.Slice;
import org.sinopia.nn.Module;
import org.sinopia.nn.layer.FeedForward;
import org.sinopia.nn.layer.LocalitySelfAttention;
import org.sinopia.nn.layer.Positions;
import org.sinopia.nn.layer.ShiftedPatchTokenization;
import org.sinopia.nn.layer.TransformerBlock;

/**
 * A {@link SmallUViT} without the head that makes pixels: shifted patch tokens with two-dimensional
 * sin-cos positions pass {@code depth} blocks down, one in the middle and {@code depth} up, all of
 * locality self-attention; each block up first receives what its counterpart down gave.
 * Pre-training ({@link MaskedSmallUViT}) trains a trunk, and {@link
 * Module#load(java.nio.file.Path)} gives it to a recolourer.
 */
public final class SmallUViTTrunk extends Module {
  private final SmallUViTConfig config;
  private final ShiftedPatchTokenization spt;
  private final Positions positions;
  private final UShape blocks;

  SmallUViTTrunk(SmallUViTConfig config) {
    this.config = config;
    int d = config.dim();
    int p = config.patch();
    spt = part("spt", new ShiftedPatchTokenization(config.seen(), p, config.shift(), d));
    positions = part("", config.positions().make(config.size(), p, d));
    blocks = part("", new UShape(d, config.depth(), config.skip(), this::block));
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

  /** The channels of an image that the trunk sees: [B, C, H, W] → [B, seen, H, W]. */
  Variable seen(Variable image) {
    int seen = config.seen();
    return seen == config.channels() ? image : Slice.of(image, 1, config.channels() - seen, seen);
  }

  /** [B, seen, H, W] → [B, (H/p)·(W/p), d]; H and W are multiples of the patch p. */
  Variable forward(Variable seen) {
    int p = config.patch();
    int rows = seen.shape().extent(2) / p;
    int columns = seen.shape().extent(3) / p;
    return blocks.forward(positions.forward(spt.forward(seen), rows, columns));
  }
}
