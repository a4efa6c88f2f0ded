package org.sinopia.nn.model;

import java.io.IOException;
import java.nio.file.Path;
import org.sinopia.nn.ConfigJson;

/** The recolourers there are, by the names that configurations give them. */
public enum Architecture {
  /** {@link SmallUViT}. */
  SMALLUVIT,
  /** {@link ViT}. */
  VIT,
  /** {@link UViT}. */
  UVIT,
  /** {@link ConvEncoderDecoder}. */
  CONV;

  /** The configuration of about 3.5 million parameters that the comparison is made at. */
  public RecolourerConfig paper() {
    return switch (this) {
      case SMALLUVIT -> SmallUViTConfig.PAPER;
      case VIT -> ViTConfig.PAPER;
      case UVIT -> UViTConfig.PAPER;
      case CONV -> ConvEncoderDecoderConfig.PAPER;
    };
  }

  /** The architecture that a configuration is of. */
  public static Architecture of(RecolourerConfig config) {
    return switch (config) {
      case SmallUViTConfig _ -> SMALLUVIT;
      case ViTConfig _ -> VIT;
      case UViTConfig _ -> UVIT;
      case ConvEncoderDecoderConfig _ -> CONV;
    };
  }

  /**
   * A configuration from a JSON file, whose missing fields are {@link #paper()}'s.
   *
   * @throws ConfigJson.InvalidConfigException naming file and field
   */
  public RecolourerConfig read(Path file) throws IOException {
    return parse(ConfigJson.text(file), file.toString());
  }

  /**
   * A configuration from JSON, whose missing fields are {@link #paper()}'s.
   *
   * @param source what messages call it
   * @throws ConfigJson.InvalidConfigException naming source and field
   */
  public RecolourerConfig parse(String json, String source) {
    return switch (paper()) {
      case SmallUViTConfig c -> ConfigJson.parse(json, source, c);
      case ViTConfig c -> ConfigJson.parse(json, source, c);
      case UViTConfig c -> ConfigJson.parse(json, source, c);
      case ConvEncoderDecoderConfig c -> ConfigJson.parse(json, source, c);
    };
  }
}
