package org.sinopia.nn.model;

import java.util.List;
import org.sinopia.nn.ConfigField;
import org.sinopia.nn.layer.Positions;

/**
 * What a {@link UViT} is made from; fields not explained here are {@link TransformerConfig}'s.
 *
 * @param depth blocks on the way down, and as many on the way up
 */
public record UViTConfig(
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
  public static final UViTConfig PAPER =
      new UViTConfig(
          16, 3, 192, 6, 32, 4, 3, Positions.Kind.SIN_COS, 0, 0, false, List.of(256, 256));

  /**
   * @throws IllegalArgumentException naming the field that is out of range
   */
  public UViTConfig {
    ConfigField.within("depth", depth, 1, 1 << 10);
    TransformerConfig.check(
        patch, channels, dim, heads, dimHead, ratio, positions, dropout, stochasticDepth, size);
    size = List.copyOf(size);
  }

  @Override
  public UViT build() {
    return new UViT(this);
  }

  @Override
  public double dropPath(int i) {
    return stochasticDepth * i / (2 * depth);
  }
}
