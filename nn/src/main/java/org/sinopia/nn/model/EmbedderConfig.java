package org.sinopia.nn.model;

import java.util.List;
import java.util.function.Consumer;
import org.sinopia.nn.ConfigField;

/**
 * The configuration of a {@link VariationalEmbedder}.
 *
 * @param bins of a spectrum
 * @param encoder widths of the encoder's hidden layers
 * @param latent dimensions of the latent
 * @param decoder widths of the decoder's hidden layers
 * @param dropout rate of alpha dropout after each hidden layer
 * @param prior of the latent
 * @param components of the prior, if that is a mixture
 * @param context whether encoder and decoder also see the mean spectrum of the scan that a spectrum
 *     is from, and the spread of its spectra: what lies under the paint everywhere, the
 *     instrument's own lines, and which elements come and go
 * @param colourWidth width of the hidden layer of a head that tells the latent's colour; 0 for no
 *     such head
 */
public record EmbedderConfig(
    int bins,
    List<Integer> encoder,
    int latent,
    List<Integer> decoder,
    double dropout,
    Prior prior,
    int components,
    boolean context,
    int colourWidth) {
  /** 512 bins into three dimensions: 347 942 parameters. */
  public static final EmbedderConfig PAPER =
      new EmbedderConfig(
          512, List.of(256, 128, 64, 32), 3, List.of(64, 128, 256), 0, Prior.NORMAL, 12);

  /**
   * For scans by any instrument, of paint on any ground: 24 dimensions that hold the colour, told
   * from a spectrum and the moments of its scan.
   */
  public static final EmbedderConfig GENERAL =
      new EmbedderConfig(
          512,
          List.of(768, 384, 192, 96),
          24,
          List.of(96, 192, 384),
          0,
          Prior.NORMAL,
          12,
          true,
          96);

  /** An embedder that reads spectra alone, without a colour head. */
  public EmbedderConfig(
      int bins,
      List<Integer> encoder,
      int latent,
      List<Integer> decoder,
      double dropout,
      Prior prior,
      int components) {
    this(bins, encoder, latent, decoder, dropout, prior, components, false, 0);
  }

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
    ConfigField.atLeast("colour_width", colourWidth, 0);
    encoder = List.copyOf(encoder);
    decoder = List.copyOf(decoder);
  }

  /** How many numbers the context is; 0 if there is none. */
  public int contextWidth() {
    return context ? 2 * bins : 0;
  }

  /**
   * This configuration with some fields changed: {@code PAPER.with(c -> c.latent = 2)}.
   *
   * @throws IllegalArgumentException naming the field that is out of range
   */
  public EmbedderConfig with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.config();
  }

  /** The fields of a configuration, to be changed. */
  public static final class Draft {
    public int bins;
    public List<Integer> encoder;
    public int latent;
    public List<Integer> decoder;
    public double dropout;
    public Prior prior;
    public int components;
    public boolean context;
    public int colourWidth;

    private Draft(EmbedderConfig config) {
      bins = config.bins;
      encoder = config.encoder;
      latent = config.latent;
      decoder = config.decoder;
      dropout = config.dropout;
      prior = config.prior;
      components = config.components;
      context = config.context;
      colourWidth = config.colourWidth;
    }

    private EmbedderConfig config() {
      return new EmbedderConfig(
          bins, encoder, latent, decoder, dropout, prior, components, context, colourWidth);
    }
  }
}
