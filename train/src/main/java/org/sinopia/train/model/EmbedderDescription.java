package org.sinopia.train.model;

import java.util.List;
import org.sinopia.nn.ConfigField;
import org.sinopia.nn.model.EmbedderConfig;
import org.sinopia.train.data.spectra.SpectrumScaling;
import org.sinopia.xrf.EnergyAxis;

/**
 * A trained embedder.
 *
 * @param config what it was built from
 * @param energy the bins of the spectra it was trained on, as many as {@code config.bins()}
 * @param scaling how counts become its input
 * @param centroids of the clusters of its latents, each of {@code config.latent()} numbers; none if
 *     they were not looked for
 * @param latentMean mean of its latents, in each dimension
 * @param latentDeviation their standard deviation, in each dimension, above 0; latents are handed
 *     on as (latent − mean) / deviation
 */
public record EmbedderDescription(
    EmbedderConfig config,
    EnergyAxis energy,
    SpectrumScaling scaling,
    List<List<Double>> centroids,
    List<Double> latentMean,
    List<Double> latentDeviation)
    implements ModelDescription {
  static final String KIND = "embedder";

  /**
   * @throws IllegalArgumentException naming the field that does not fit
   */
  public EmbedderDescription {
    ConfigField.present("config", config);
    ConfigField.present("energy", energy);
    ConfigField.present("scaling", scaling);
    ConfigField.present("centroids", centroids);
    ConfigField.require(
        energy.bins() == config.bins(),
        "energy.bins is " + energy.bins() + ", expected config.bins, " + config.bins());
    for (List<Double> centroid : centroids) {
      point("centroids", centroid, config.latent());
    }
    point("latent_mean", latentMean, config.latent());
    point("latent_deviation", latentDeviation, config.latent());
    for (double deviation : latentDeviation) {
      ConfigField.positive("latent_deviation", deviation);
    }
    centroids = centroids.stream().map(List::copyOf).toList();
    latentMean = List.copyOf(latentMean);
    latentDeviation = List.copyOf(latentDeviation);
  }

  /** Channels of what it makes of a scan: the latent, and the colour where it tells one. */
  public int channels() {
    return config.latent() + (config.colourWidth() > 0 ? 3 : 0);
  }

  /** True if what a spectrum is embedded as depends on the scan that it is from. */
  public boolean needsScan() {
    return config.context() || scaling.byScan();
  }

  private static void point(String field, List<Double> values, int dimensions) {
    ConfigField.present(field, values);
    ConfigField.require(
        values.size() == dimensions
            && values.stream().allMatch(v -> v != null && Double.isFinite(v)),
        field + " is " + values + ", expected config.latent, " + dimensions + ", finite numbers");
  }

  @Override
  public String kind() {
    return KIND;
  }
}
