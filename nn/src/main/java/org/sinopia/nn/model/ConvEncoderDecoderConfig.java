package org.sinopia.nn.model;

import org.sinopia.nn.ConfigField;

/**
 * The configuration of a {@link ConvEncoderDecoder}.
 *
 * @param channels of the input
 * @param width channels of the first level; each level below has twice as many
 * @param depth levels below the first, each at half the resolution
 */
public record ConvEncoderDecoderConfig(int channels, int width, int depth)
    implements RecolourerConfig {
  /** About as many parameters as {@link SmallUViTConfig#PAPER}. */
  public static final ConvEncoderDecoderConfig PAPER = new ConvEncoderDecoderConfig(3, 43, 3);

  /**
   * @throws IllegalArgumentException naming the field that is out of range
   */
  public ConvEncoderDecoderConfig {
    ConfigField.within("channels", channels, 1, 1 << 12);
    ConfigField.within("width", width, 1, 1 << 12);
    ConfigField.within("depth", depth, 0, 8);
  }

  @Override
  public int grid() {
    return 1 << depth;
  }

  @Override
  public ConvEncoderDecoder build() {
    return new ConvEncoderDecoder(this);
  }
}
