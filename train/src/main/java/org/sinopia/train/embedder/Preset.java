package org.sinopia.train.embedder;

import org.sinopia.nn.loss.EmbedderLossConfig;
import org.sinopia.nn.loss.LinearRamp;
import org.sinopia.nn.model.EmbedderConfig;
import org.sinopia.train.EarlyStopping;
import org.sinopia.train.LinearCoolDown;
import org.sinopia.train.LinearWarmUp;
import org.sinopia.train.MetricDirection;
import org.sinopia.train.OptimiserConfig;
import org.sinopia.train.ReduceLrOnPlateau;
import org.sinopia.train.data.SplitShares;
import org.sinopia.train.data.spectra.SpectrumScaling;
import org.sinopia.train.run.RunConfig;
import org.sinopia.xrf.EnergyAxis;

/** Configurations with a name. */
public enum Preset {
  /** The five million spectra of Bombini et al. 2024 (arXiv 2410.08826), a hundred times. */
  PAPER,
  /**
   * The same network on a million spectra, in less than a minute on two cores. With so few steps
   * the learning rate decides: on sixteen paintings of 192 x 192 pixels, 400 photons and a
   * threshold of similarity of 0.9, clusters agree with the dominant pigments by an adjusted Rand
   * index of 0.53 after 12 epochs at 1e-3 and of 0.67 at 3e-3, and γ of 1e-2 rather than 1e-3 makes
   * that 0.75; at a threshold of 0.87 it is 0.90. (At a threshold of 0.6 a colour is a mixture of
   * nine pigments of nearly equal shares, the dominant one ahead by a hundredth: K-means of the
   * noise-free spectra themselves comes to 0.4 to 0.5 there, so not more can be asked of an
   * embedder's latents.)
   */
  SMALL,
  /**
   * For scans by any instrument, of paint on any ground; what the built-in model starts from. Most
   * of the loss is the colour's: without it, latents hold what varies most, and that is ground and
   * instrument.
   */
  GENERAL;

  private static final int MIN_CLUSTERS = 10;
  private static final int MAX_CLUSTERS = 14;

  /** Everything that training asks for. */
  public EmbedderTrainingConfig config() {
    return switch (this) {
      case PAPER ->
          new EmbedderTrainingConfig(
              EmbedderConfig.PAPER,
              EnergyAxis.DEFAULT,
              SpectrumScaling.SQRT,
              EmbedderLossConfig.DEFAULT,
              4096,
              5_000_000,
              MIN_CLUSTERS,
              MAX_CLUSTERS,
              8192,
              16384,
              1,
              SplitShares.DEFAULT,
              new RunConfig(
                  100,
                  1220,
                  0,
                  OptimiserConfig.DEFAULT,
                  new LinearWarmUp(1000),
                  LinearCoolDown.NONE,
                  new ReduceLrOnPlateau(MetricDirection.MINIMISE, 0.1, 10, 1e-4, 0, 0),
                  new EarlyStopping(MetricDirection.MINIMISE, 30, 0),
                  1));
      case SMALL ->
          new EmbedderTrainingConfig(
              EmbedderConfig.PAPER,
              EnergyAxis.DEFAULT,
              SpectrumScaling.SQRT,
              new EmbedderLossConfig(
                  EmbedderLossConfig.Reconstruction.MEAN_SQUARED_ERROR,
                  new LinearRamp(1e-5, 0, 4),
                  new LinearRamp(1e-3, 0, 4),
                  new LinearRamp(1e-2, 2, 4)),
              512,
              1_000_000,
              MIN_CLUSTERS,
              MAX_CLUSTERS,
              2048,
              4096,
              1,
              SplitShares.DEFAULT,
              new RunConfig(
                  16,
                  160,
                  0,
                  new OptimiserConfig(3e-3, 0.9, 0.999, 1e-8, 1e-2, 1, 0),
                  new LinearWarmUp(100),
                  LinearCoolDown.NONE,
                  new ReduceLrOnPlateau(MetricDirection.MINIMISE, 0.1, 10, 1e-4, 0, 0),
                  new EarlyStopping(MetricDirection.MINIMISE, 0, 0),
                  1));
      case GENERAL ->
          new EmbedderTrainingConfig(
              EmbedderConfig.GENERAL,
              EnergyAxis.DEFAULT,
              SpectrumScaling.SQRT_BY_SCAN,
              new EmbedderLossConfig(
                  EmbedderLossConfig.Reconstruction.MEAN_SQUARED_ERROR,
                  new LinearRamp(1e-6, 0, 4),
                  new LinearRamp(1e-4, 0, 4),
                  new LinearRamp(0, 0, 0),
                  new LinearRamp(3e-2, 0, 0)),
              512,
              1_000_000_000_000L,
              MIN_CLUSTERS,
              MAX_CLUSTERS,
              4096,
              16384,
              1,
              new SplitShares(0.06, 0),
              new RunConfig(
                  100,
                  500,
                  0,
                  new OptimiserConfig(1e-3, 0.9, 0.999, 1e-8, 1e-2, 1, 0.998),
                  new LinearWarmUp(500),
                  LinearCoolDown.NONE,
                  new ReduceLrOnPlateau(MetricDirection.MINIMISE, 0.3, 4, 1e-4, 0, 1e-5),
                  new EarlyStopping(MetricDirection.MINIMISE, 0, 0),
                  1));
    };
  }
}
