package org.sinopia.nn.model;

import java.util.List;
import org.sinopia.nn.ConfigField;
import org.sinopia.nn.layer.Positions;

/**
 * What a {@link ViT} is made from; fields not explained here are {@link TransformerConfig}'s.
 *
 * @param depth blocks in all
 */
public record ViTConfig(
    int patch,
    int channels,
    int dim,
    int heads,
    int dimHead,
    int ratio,
    int depth,
    Positions.Kind positions,
    double dropout,
    double stochasticDepth,
    boolean checkpointing,
    List<Integer> size)
    implements TransformerConfig {
  /** About as many parameters as {@link SmallUViTConfig#PAPER}. */
  public static final ViTConfig PAPER =
      new ViTConfig(
          16, 3, 192, 6, 32, 4, 7, Positions.Kind.SIN_COS, 0, 0, false, List.of(256, 256));

  /**
   * @throws IllegalArgumentException naming the field that is out of range
   */
  public ViTConfig {
    ConfigField.within("depth", depth, 1, 1 << 10);
    TransformerConfig.check(
        patch, channels, dim, heads, dimHead, ratio, positions, dropout, stochasticDepth, size);
    size = List.copyOf(size);
  }

  @Override
  public ViT build() {
    return new ViT(this);
  }

  @Override
  public double dropPath(int i) {
    return stochasticDepth * i / Math.max(1, depth - 1);
  }
}
