package org.sinopia.nn.model;

import java.io.IOException;
import java.nio.file.Path;
import org.sinopia.nn.ConfigJson;

/** The recolourers there are, by the names that configurations give them. */
public enum Architecture {
  /** {@link SmallUViT}. */
  SMALL_UVIT,
  /** {@link ViT}. */
  VIT,
  /** {@link UViT}. */
  UVIT,
  /** {@link ConvEncoderDecoder}. */
  CONV;

  /** The configuration of about 3.5 million parameters that the comparison is made at. */
  public RecolourerConfig paper() {
    return switch (this) {
      case SMALL_UVIT -> SmallUViTConfig.PAPER;
      case VIT -> ViTConfig.PAPER;
      case UVIT -> UViTConfig.PAPER;
      case CONV -> ConvEncoderDecoderConfig.PAPER;
    };
  }

  /**
   * A configuration from a JSON file, whose missing fields are {@link #paper()}'s.
   *
   * @throws ConfigJson.InvalidConfigException naming file and field
   */
  public RecolourerConfig read(Path file) throws IOException {
    return switch (paper()) {
      case SmallUViTConfig c -> ConfigJson.read(file, c);
      case ViTConfig c -> ConfigJson.read(file, c);
      case UViTConfig c -> ConfigJson.read(file, c);
      case ConvEncoderDecoderConfig c -> ConfigJson.read(file, c);
    };
  }
}
