package org.sinopia.nn.model;

import java.util.List;
import org.sinopia.nn.ConfigField;
import org.sinopia.nn.layer.Positions;

/** Fields that recolourers of transformer blocks have in common. */
public sealed interface TransformerConfig extends RecolourerConfig
    permits SmallUViTConfig, UViTConfig, ViTConfig {
  /** Pixels along a patch's side. */
  int patch();

  @Override
  default int grid() {
    return patch();
  }

  /** Features of a token. */
  int dim();

  /** Heads of attention. */
  int heads();

  /** Features of a head. */
  int dimHead();

  /** Hidden features of the feed-forward networks per feature of a token. */
  int ratio();

  /** How tokens are told where they are. */
  Positions.Kind positions();

  /** Rate in attention and feed-forward networks. */
  double dropout();

  /** Rate of the last block; the first has 0, those between rise linearly. */
  double stochasticDepth();

  /** Whether blocks are computed again in the backward rather than kept. */
  boolean checkpointing();

  /** Height and width of the pictures that learned positions are made for. */
  List<Integer> size();

  /** The drop rate of block {@code i}, counted in the order in which they are computed. */
  double dropPath(int i);

  /**
   * Checks what all have.
   *
   * @throws IllegalArgumentException naming the field that is out of range
   */
  static void check(
      int patch,
      int channels,
      int dim,
      int heads,
      int dimHead,
      int ratio,
      Positions.Kind positions,
      double dropout,
      double stochasticDepth,
      List<Integer> size) {
    ConfigField.within("patch", patch, 1, 1 << 12);
    ConfigField.within("channels", channels, 1, 1 << 12);
    ConfigField.within("dim", dim, 1, 1 << 12);
    ConfigField.within("heads", heads, 1, 1 << 12);
    ConfigField.within("dim_head", dimHead, 1, 1 << 12);
    ConfigField.within("ratio", ratio, 1, 1 << 12);
    ConfigField.present("positions", positions);
    positions.check(dim);
    ConfigField.rate("dropout", dropout);
    ConfigField.rate("stochastic_depth", stochasticDepth);
    ConfigField.size("size", size);
  }
}
