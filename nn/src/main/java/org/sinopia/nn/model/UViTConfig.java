package org.sinopia.nn.model;

import java.util.List;
import java.util.function.Consumer;
import org.sinopia.nn.ConfigField;
import org.sinopia.nn.layer.Positions;

/**
 * The configuration of a {@link UViT}; fields not explained here are {@link TransformerConfig}'s.
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

  /**
   * This configuration with some fields changed: {@code PAPER.with(c -> c.depth = 2)}.
   *
   * @throws IllegalArgumentException naming the field that is out of range
   */
  public UViTConfig with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.config();
  }

  /** The fields of a configuration, to be changed. */
  public static final class Draft {
    public int patch;
    public int channels;
    public int dim;
    public int heads;
    public int dimHead;
    public int ratio;
    public int depth;
    public Positions.Kind positions;
    public double dropout;
    public double stochasticDepth;
    public boolean checkpointing;
    public List<Integer> size;

    private Draft(UViTConfig config) {
      patch = config.patch;
      channels = config.channels;
      dim = config.dim;
      heads = config.heads;
      dimHead = config.dimHead;
      ratio = config.ratio;
      depth = config.depth;
      positions = config.positions;
      dropout = config.dropout;
      stochasticDepth = config.stochasticDepth;
      checkpointing = config.checkpointing;
      size = config.size;
    }

    private UViTConfig config() {
      return new UViTConfig(
          patch,
          channels,
          dim,
          heads,
          dimHead,
          ratio,
          depth,
          positions,
          dropout,
          stochasticDepth,
          checkpointing,
          size);
    }
  }
}
