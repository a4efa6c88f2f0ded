package org.sinopia.nn.model;

/** What a recolourer is made from: a record, in JSON by {@link org.sinopia.nn.ConfigJson}. */
public sealed interface RecolourerConfig
    permits SmallUViTConfig, ViTConfig, UViTConfig, ConvEncoderDecoderConfig {
  /** Channels of the input. */
  int channels();

  /** A model of this configuration, without memory yet. */
  Recolourer build();
}
