package org.sinopia.nn.model;

import java.util.List;
import org.sinopia.nn.ConfigField;
import org.sinopia.nn.layer.Positions;

/**
 * What a {@link UViT} is made from.
 *
 * @param patch pixels along a patch's side
 * @param channels of the input
 * @param dim features of a token
 * @param heads of attention
 * @param dimHead features of a head
 * @param ratio hidden features of the feed-forward networks per feature of a token
 * @param depth blocks on the way down, and as many on the way up
 * @param positions how tokens are told where they are
 * @param dropout rate in attention and feed-forward networks
 * @param stochasticDepth rate of the last block; the first has 0, those between rise linearly
 * @param checkpointing whether blocks are computed again in the backward rather than kept
 * @param size height and width of the pictures that learned positions are made for
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
    implements RecolourerConfig {
  /** About as many parameters as {@link SmallUViTConfig#PAPER}. */
  public static final UViTConfig PAPER =
      new UViTConfig(
          16, 3, 192, 6, 32, 4, 3, Positions.Kind.SIN_COS, 0, 0, false, List.of(256, 256));

  /**
   * @throws IllegalArgumentException naming the field that is out of range
   */
  public UViTConfig {
    ConfigField.within("patch", patch, 1, 1 << 12);
    ConfigField.within("channels", channels, 1, 1 << 12);
    ConfigField.within("dim", dim, 1, 1 << 12);
    ConfigField.within("heads", heads, 1, 1 << 12);
    ConfigField.within("dim_head", dimHead, 1, 1 << 12);
    ConfigField.within("ratio", ratio, 1, 1 << 12);
    ConfigField.within("depth", depth, 1, 1 << 10);
    ConfigField.present("positions", positions);
    positions.check(dim);
    ConfigField.rate("dropout", dropout);
    ConfigField.rate("stochastic_depth", stochasticDepth);
    ConfigField.size("size", size);
    size = List.copyOf(size);
  }

  @Override
  public UViT build() {
    return new UViT(this);
  }
}
