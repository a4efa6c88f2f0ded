package org.sinopia.nn.model;

import java.util.List;
import java.util.function.Consumer;
import org.sinopia.nn.ConfigField;
import org.sinopia.nn.layer.Positions;

/**
 * The configuration of a {@link ViT}; fields not explained here are {@link TransformerConfig}'s.
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

  /**
   * This configuration with some fields changed: {@code PAPER.with(c -> c.depth = 2)}.
   *
   * @throws IllegalArgumentException naming the field that is out of range
   */
  public ViTConfig with(Consumer<Draft> change) {
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

    private Draft(ViTConfig config) {
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

    private ViTConfig config() {
      return new ViTConfig(
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
