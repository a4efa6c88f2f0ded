package org.sinopia.nn.model;

import java.util.List;
import org.sinopia.nn.ConfigField;

/**
 * What a {@link VariationalEmbedder} is made from.
 *
 * @param bins of a spectrum
 * @param encoder widths of the encoder's hidden layers
 * @param latent dimensions of the latent
 * @param decoder widths of the decoder's hidden layers
 * @param dropout rate of alpha dropout after each hidden layer
 * @param prior of the latent
 * @param components of the prior, if that is a mixture
 */
public record EmbedderConfig(
    int bins,
    List<Integer> encoder,
    int latent,
    List<Integer> decoder,
    double dropout,
    Prior prior,
    int components) {
  /** 512 bins into three dimensions: 347 942 parameters. */
  public static final EmbedderConfig PAPER =
      new EmbedderConfig(
          512, List.of(256, 128, 64, 32), 3, List.of(64, 128, 256), 0, Prior.NORMAL, 12);

  /** Where latents are drawn towards. */
  public enum Prior {
    /**
     * N(0, I), as in a plain variational autoencoder (Kingma and Welling 2013, arXiv 1312.6114).
     */
    NORMAL,
    /** A learnable mixture of Gaussians (VaDE, Jiang et al. 2016, arXiv 1611.05148). */
    MIXTURE
  }

  /**
   * @throws IllegalArgumentException naming the field that is out of range
   */
  public EmbedderConfig {
    ConfigField.atLeast("bins", bins, 1);
    ConfigField.allAtLeast("encoder", encoder, 1);
    ConfigField.require(!encoder.isEmpty(), "encoder is [], expected at least one width");
    ConfigField.atLeast("latent", latent, 1);
    ConfigField.allAtLeast("decoder", decoder, 1);
    ConfigField.rate("dropout", dropout);
    ConfigField.present("prior", prior);
    ConfigField.atLeast("components", components, 1);
    encoder = List.copyOf(encoder);
    decoder = List.copyOf(decoder);
  }
}
