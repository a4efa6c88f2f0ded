package org.sinopia.nn.model;

/** The configuration of a recolourer: a record, in JSON by {@link org.sinopia.nn.ConfigJson}. */
public sealed interface RecolourerConfig permits TransformerConfig, ConvEncoderDecoderConfig {
  /** Channels of the input. */
  int channels();

  /** The sides of pictures are multiples of this, or padded to one. */
  int grid();

  /** A model of this configuration, without memory yet. */
  Recolourer build();
}
