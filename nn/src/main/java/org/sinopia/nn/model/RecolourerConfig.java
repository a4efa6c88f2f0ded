package org.sinopia.nn.model;

/** What a recolourer is made from: a record, in JSON by {@link org.sinopia.nn.ConfigJson}. */
public sealed interface RecolourerConfig permits TransformerConfig, ConvEncoderDecoderConfig {
  /** Channels of the input. */
  int channels();

  /** What sides of pictures are multiples of, or made to be. */
  int grid();

  /** A model of this configuration, without memory yet. */
  Recolourer build();
}
