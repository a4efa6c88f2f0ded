package org.sinopia.nn.model;

import java.util.List;
import java.util.function.Consumer;
import org.sinopia.nn.ConfigField;
import org.sinopia.nn.layer.Positions;
import org.sinopia.tensor.op.Shift;

/**
 * The configuration of a {@link SmallUViT}; fields not explained here are {@link
 * TransformerConfig}'s.
 *
 * @param depth blocks on the way down, and as many on the way up
 * @param shift how the copies of shifted patch tokenisation are shifted
 * @param skip how a block on the way up receives its counterpart's output
 * @param perHeadTemperature whether each head learns its own temperature
 * @param residual whether the input's last three channels are colours, to which the model adds
 * @param coloursOnly whether it sees nothing but those colours
 */
public record SmallUViTConfig(
    int patch,
    int channels,
    int dim,
    int heads,
    int dimHead,
    int ratio,
    int depth,
    Shift shift,
    Skip skip,
    Positions.Kind positions,
    boolean perHeadTemperature,
    double dropout,
    double stochasticDepth,
    boolean checkpointing,
    List<Integer> size,
    boolean residual,
    boolean coloursOnly)
    implements TransformerConfig {
  /** The paper's: 3 485 076 weights and biases. */
  public static final SmallUViTConfig PAPER =
      new SmallUViTConfig(
          16,
          3,
          192,
          9,
          32,
          2,
          3,
          Shift.DIAGONAL,
          Skip.ADD,
          Positions.Kind.SIN_COS,
          false,
          0,
          0,
          false,
          List.of(256, 256));

  /**
   * For a laptop: a tenth of the paper's weights. A patch of 4 has fewer colours (48) than a token
   * has features, so detail gets through from the first epoch; of 8 it has 192, twice as many, and
   * pictures stay blocky. Without positions, since what a pigment looks like does not depend on
   * where it is, a model trained on small crops does as well on whole pictures.
   */
  public static final SmallUViTConfig SMALL =
      PAPER.with(
          c -> {
            c.patch = 4;
            c.dim = 96;
            c.heads = 4;
            c.dimHead = 24;
            c.depth = 2;
            c.positions = Positions.Kind.NONE;
            c.size = List.of(64, 64);
          });

  /**
   * For what {@link EmbedderConfig#GENERAL} makes of scans: of twenty-four numbers and the colour
   * of each pixel it makes a better colour by what lies around.
   */
  public static final SmallUViTConfig GENERAL =
      SMALL.with(
          c -> {
            c.channels = 27;
            c.dim = 128;
            c.dimHead = 32;
            c.depth = 3;
            c.perHeadTemperature = true;
            c.residual = true;
          });

  /** Whose output is all the model's own. */
  public SmallUViTConfig(
      int patch,
      int channels,
      int dim,
      int heads,
      int dimHead,
      int ratio,
      int depth,
      Shift shift,
      Skip skip,
      Positions.Kind positions,
      boolean perHeadTemperature,
      double dropout,
      double stochasticDepth,
      boolean checkpointing,
      List<Integer> size) {
    this(
        patch,
        channels,
        dim,
        heads,
        dimHead,
        ratio,
        depth,
        shift,
        skip,
        positions,
        perHeadTemperature,
        dropout,
        stochasticDepth,
        checkpointing,
        size,
        false,
        false);
  }

  /** The way in which a block on the way up takes its counterpart's output. */
  public enum Skip {
    /** The sum of both. */
    ADD,
    /** A linear layer of both side by side (U-ViT, Bao et al. 2022, arXiv 2209.12152). */
    CONCAT
  }

  /**
   * @throws IllegalArgumentException naming the field that is out of range
   */
  public SmallUViTConfig {
    ConfigField.within("depth", depth, 0, 1 << 10);
    ConfigField.present("shift", shift);
    ConfigField.present("skip", skip);
    TransformerConfig.check(
        patch, channels, dim, heads, dimHead, ratio, positions, dropout, stochasticDepth, size);
    ConfigField.require(
        !residual || channels >= 3,
        "channels is " + channels + ", expected at least 3: the last are the colours to add to");
    ConfigField.require(
        !coloursOnly || residual, "colours_only is true, expected residual to be true as well");
    size = List.copyOf(size);
  }

  /** Channels that it sees. */
  int seen() {
    return coloursOnly ? 3 : channels;
  }

  @Override
  public SmallUViT build() {
    return new SmallUViT(this);
  }

  @Override
  public double dropPath(int i) {
    return depth == 0 ? stochasticDepth : stochasticDepth * i / (2 * depth);
  }

  /**
   * This configuration with some fields changed: {@code PAPER.with(c -> c.depth = 2)}.
   *
   * @throws IllegalArgumentException naming the field that is out of range
   */
  public SmallUViTConfig with(Consumer<Draft> change) {
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
    public Shift shift;
    public Skip skip;
    public Positions.Kind positions;
    public boolean perHeadTemperature;
    public double dropout;
    public double stochasticDepth;
    public boolean checkpointing;
    public List<Integer> size;
    public boolean residual;
    public boolean coloursOnly;

    private Draft(SmallUViTConfig config) {
      patch = config.patch;
      channels = config.channels;
      dim = config.dim;
      heads = config.heads;
      dimHead = config.dimHead;
      ratio = config.ratio;
      depth = config.depth;
      shift = config.shift;
      skip = config.skip;
      positions = config.positions;
      perHeadTemperature = config.perHeadTemperature;
      dropout = config.dropout;
      stochasticDepth = config.stochasticDepth;
      checkpointing = config.checkpointing;
      size = config.size;
      residual = config.residual;
      coloursOnly = config.coloursOnly;
    }

    private SmallUViTConfig config() {
      return new SmallUViTConfig(
          patch,
          channels,
          dim,
          heads,
          dimHead,
          ratio,
          depth,
          shift,
          skip,
          positions,
          perHeadTemperature,
          dropout,
          stochasticDepth,
          checkpointing,
          size,
          residual,
          coloursOnly);
    }
  }
}
