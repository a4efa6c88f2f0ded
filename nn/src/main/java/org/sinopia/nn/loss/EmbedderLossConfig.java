package org.sinopia.nn.loss;

import org.sinopia.nn.ConfigField;

/**
 * How the terms of {@link EmbedderLoss} are weighed.
 *
 * @param reconstruction how the decoder's output is compared
 * @param beta β(t), weight of the divergence from the prior
 * @param lambda λ(t), weight of the maximum mean discrepancy
 * @param gamma γ(t), weight of the distance from centroids
 * @param delta δ(t), weight of the colour's error, for an embedder that tells colours
 */
public record EmbedderLossConfig(
    Reconstruction reconstruction,
    LinearRamp beta,
    LinearRamp lambda,
    LinearRamp gamma,
    LinearRamp delta) {
  /**
   * Weights of the order of the reconstruction error, which for unit-area spectra is small. Of γ =
   * 10⁻³, 10⁻² and 10⁻¹ the middle one gives the clusters that agree best with pigments: less
   * hardly moves latents, and more holds them where the first, rough centroids were.
   */
  public static final EmbedderLossConfig DEFAULT =
      new EmbedderLossConfig(
          Reconstruction.MEAN_SQUARED_ERROR,
          new LinearRamp(1e-5, 0, 10),
          new LinearRamp(1e-3, 0, 10),
          new LinearRamp(1e-2, 5, 10));

  /** Without a colour's error. */
  public EmbedderLossConfig(
      Reconstruction reconstruction, LinearRamp beta, LinearRamp lambda, LinearRamp gamma) {
    this(reconstruction, beta, lambda, gamma, new LinearRamp(0, 0, 0));
  }

  /** How the decoder's output is compared with the spectrum. */
  public enum Reconstruction {
    /** Mean squared difference of the inputs (square roots) and the output. */
    MEAN_SQUARED_ERROR,
    /** Poisson likelihood of the counts, whose logarithm of the rate the output is. */
    POISSON
  }

  /**
   * @throws IllegalArgumentException naming the field that is missing
   */
  public EmbedderLossConfig {
    ConfigField.present("reconstruction", reconstruction);
    ConfigField.present("beta", beta);
    ConfigField.present("lambda", lambda);
    ConfigField.present("gamma", gamma);
    ConfigField.present("delta", delta);
  }
}
