package org.sinopia.train.embedder;

import org.sinopia.nn.ConfigField;
import org.sinopia.nn.loss.EmbedderLossConfig;
import org.sinopia.nn.model.EmbedderConfig;
import org.sinopia.train.MetricDirection;
import org.sinopia.train.data.SplitShares;
import org.sinopia.train.data.spectra.SpectrumScaling;
import org.sinopia.train.run.RunConfig;
import org.sinopia.xrf.EnergyAxis;

/**
 * How an embedder is trained.
 *
 * @param model what is trained
 * @param energy the axis that spectra are moved to, of the model's bins
 * @param scaling of the counts there
 * @param loss weights of its terms, by epoch
 * @param batch spectra in a step, at least 2
 * @param spectra how many different ones are drawn in all, a multiple of the batch or thereabouts;
 *     after them, the same come again
 * @param leastClusters the smallest K of the K-means whose centroids attract latents, at least 2
 * @param mostClusters the largest
 * @param sample spectra whose latents are clustered, and which give the latent's mean and deviation
 * @param validation spectra of the validation images that metrics are of
 * @param splitSeed which images are for training; see {@link org.sinopia.train.data.ImageSplit}
 * @param split how many images are not for training
 * @param run how long, and by what schedule
 */
public record EmbedderTrainingConfig(
    EmbedderConfig model,
    EnergyAxis energy,
    SpectrumScaling scaling,
    EmbedderLossConfig loss,
    int batch,
    long spectra,
    int leastClusters,
    int mostClusters,
    int sample,
    int validation,
    long splitSeed,
    SplitShares split,
    RunConfig run) {
  /**
   * @throws IllegalArgumentException naming the field that is out of range
   */
  public EmbedderTrainingConfig {
    ConfigField.present("model", model);
    ConfigField.present("energy", energy);
    ConfigField.present("scaling", scaling);
    ConfigField.present("loss", loss);
    ConfigField.present("split", split);
    ConfigField.present("run", run);
    ConfigField.require(
        energy.bins() == model.bins(),
        "energy.bins is " + energy.bins() + ", expected model.bins, " + model.bins());
    ConfigField.within("batch", batch, 2, 1 << 20);
    ConfigField.require(
        spectra >= batch, "spectra is " + spectra + ", expected at least batch, " + batch);
    ConfigField.within("least_clusters", leastClusters, 2, 1 << 10);
    ConfigField.within("most_clusters", mostClusters, leastClusters, 1 << 10);
    int clusters =
        model.prior() == EmbedderConfig.Prior.MIXTURE
            ? Math.max(mostClusters, model.components())
            : mostClusters;
    ConfigField.within("sample", sample, clusters, 1 << 20);
    ConfigField.within("validation", validation, 2, 1 << 20);
    ConfigField.require(
        run.plateau().goal() == MetricDirection.MINIMISE,
        "run.plateau.goal is " + run.plateau().goal() + ", expected minimise: the score is a loss");
  }

  /** The same with another run. */
  public EmbedderTrainingConfig with(RunConfig other) {
    return new EmbedderTrainingConfig(
        model,
        energy,
        scaling,
        loss,
        batch,
        spectra,
        leastClusters,
        mostClusters,
        sample,
        validation,
        splitSeed,
        split,
        other);
  }
}
