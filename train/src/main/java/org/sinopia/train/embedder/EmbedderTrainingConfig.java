package org.sinopia.train.embedder;

import java.util.List;
import org.sinopia.nn.ConfigField;
import org.sinopia.nn.loss.EmbedderLossConfig;
import org.sinopia.nn.loss.LinearRamp;
import org.sinopia.nn.model.EmbedderConfig;
import org.sinopia.train.EarlyStopping;
import org.sinopia.train.Goal;
import org.sinopia.train.LinearWarmUp;
import org.sinopia.train.OptimiserConfig;
import org.sinopia.train.ReduceLrOnPlateau;
import org.sinopia.train.data.SpectrumScaling;
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
 * @param splitSeed which images are for training; see {@link
 *     org.sinopia.train.data.ImageSplit}
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
    RunConfig run) {

  private static final ReduceLrOnPlateau PLATEAU =
      new ReduceLrOnPlateau(Goal.MINIMISE, 0.1, 10, 1e-4, 0, 0);
  private static final EarlyStopping STOPPING = new EarlyStopping(Goal.MINIMISE, 0, 0);

  /** The paper's five million spectra. Batches and epochs it leaves open. */
  public static final EmbedderTrainingConfig PAPER =
      new EmbedderTrainingConfig(
          EmbedderConfig.PAPER,
          EnergyAxis.DEFAULT,
          SpectrumScaling.SQRT,
          EmbedderLossConfig.DEFAULT,
          4096,
          5_000_000,
          10,
          14,
          8192,
          16384,
          1,
          new RunConfig(
              100,
              1220,
              0,
              OptimiserConfig.DEFAULT,
              new LinearWarmUp(1000),
              PLATEAU,
              STOPPING,
              1));

  /** A minute on two cores. */
  public static final EmbedderTrainingConfig SMALL =
      new EmbedderTrainingConfig(
          EmbedderConfig.PAPER,
          EnergyAxis.DEFAULT,
          SpectrumScaling.SQRT,
          new EmbedderLossConfig(
              EmbedderLossConfig.Reconstruction.MEAN_SQUARED_ERROR,
              new LinearRamp(1e-5, 0, 4),
              new LinearRamp(1e-3, 0, 4),
              new LinearRamp(1e-3, 3, 4)),
          512,
          1_000_000,
          10,
          14,
          2048,
          4096,
          1,
          new RunConfig(
              12,
              160,
              0,
              OptimiserConfig.DEFAULT,
              new LinearWarmUp(100),
              PLATEAU,
              STOPPING,
              1));

  /**
   * @throws IllegalArgumentException naming the field that is out of range
   */
  public EmbedderTrainingConfig {
    ConfigField.present("model", model);
    ConfigField.present("energy", energy);
    ConfigField.present("scaling", scaling);
    ConfigField.present("loss", loss);
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
        run.plateau().goal() == Goal.MINIMISE,
        "run.plateau.goal is " + run.plateau().goal() + ", expected minimise: the score is a loss");
  }

  /** The names of presets. */
  public static List<String> presets() {
    return List.of("paper", "small");
  }

  /** This configuration with another seed, which is the run's and the split's. */
  public EmbedderTrainingConfig withRun(RunConfig other) {
    return new EmbedderTrainingConfig(
        model, energy, scaling, loss, batch, spectra, leastClusters, mostClusters, sample,
        validation, splitSeed, other);
  }
}
