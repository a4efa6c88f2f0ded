package org.sinopia.train.recolourer;

import java.util.List;
import org.sinopia.nn.layer.Positions;
import org.sinopia.nn.model.Architecture;
import org.sinopia.nn.model.ConvEncoderDecoderConfig;
import org.sinopia.nn.model.RecolourerConfig;
import org.sinopia.nn.model.SmallUViTConfig;
import org.sinopia.nn.model.UViTConfig;
import org.sinopia.nn.model.ViTConfig;
import org.sinopia.train.EarlyStopping;
import org.sinopia.train.LinearCoolDown;
import org.sinopia.train.LinearWarmUp;
import org.sinopia.train.MetricDirection;
import org.sinopia.train.OptimiserConfig;
import org.sinopia.train.ReduceLrOnPlateau;
import org.sinopia.train.data.pairs.AugmentationConfig;
import org.sinopia.train.run.RunConfig;

/** Configurations with a name. */
public enum Preset {
  /** The scale of Bombini et al. 2024 (arXiv 2410.08826). */
  PAPER,
  /** For a laptop: two dozen small pictures, in a minute or two on two cores. */
  SMALL,
  /** For latents and colours of the embedder's preset of that name: the built-in model. */
  GENERAL;

  /** A model of an architecture; all of a preset have about as many parameters. */
  public RecolourerConfig model(Architecture architecture) {
    return switch (this) {
      case PAPER -> architecture.paper();
      case SMALL -> small(architecture);
      case GENERAL -> general(architecture);
    };
  }

  private static RecolourerConfig small(Architecture architecture) {
    return switch (architecture) {
      case SMALLUVIT -> SmallUViTConfig.SMALL;
      case VIT ->
          new ViTConfig(4, 3, 96, 4, 24, 2, 5, Positions.Kind.NONE, 0, 0, false, List.of(192, 192));
      case UVIT ->
          new UViTConfig(
              4, 3, 96, 4, 24, 2, 2, Positions.Kind.NONE, 0, 0, false, List.of(192, 192));
      case CONV -> new ConvEncoderDecoderConfig(3, 24, 2);
    };
  }

  private static RecolourerConfig general(Architecture architecture) {
    if (architecture != Architecture.SMALLUVIT) {
      throw new IllegalArgumentException("--preset general: only smalluvit has it");
    }
    return SmallUViTConfig.GENERAL;
  }

  /** Everything that training such a model asks for. */
  public RecolourerTrainingConfig config(Architecture architecture) {
    return switch (this) {
      case PAPER ->
          new RecolourerTrainingConfig(
              model(architecture),
              256,
              8,
              LossConfig.DEFAULT,
              AugmentationConfig.DEFAULT,
              new RunConfig(
                  300,
                  5000,
                  500,
                  new OptimiserConfig(3e-4, 0.9, 0.999, 1e-8, 1e-2, 1, 0),
                  new LinearWarmUp(2000),
                  LinearCoolDown.NONE,
                  ReduceLrOnPlateau.DEFAULT,
                  new EarlyStopping(MetricDirection.MAXIMISE, 40, 1e-4),
                  1));
      case SMALL ->
          new RecolourerTrainingConfig(
              model(architecture),
              64,
              8,
              new LossConfig(LossConfig.Kind.MS_SSIM, 0.5, 3),
              AugmentationConfig.DEFAULT,
              new RunConfig(
                  40,
                  40,
                  0,
                  new OptimiserConfig(2e-3, 0.9, 0.999, 1e-8, 1e-2, 1, 0.98),
                  new LinearWarmUp(50),
                  LinearCoolDown.NONE,
                  ReduceLrOnPlateau.DEFAULT,
                  new EarlyStopping(MetricDirection.MAXIMISE, 0, 0),
                  1));
      case GENERAL ->
          new RecolourerTrainingConfig(
              model(architecture),
              64,
              8,
              new LossConfig(LossConfig.Kind.MS_SSIM, 0.3, 3),
              AugmentationConfig.DEFAULT,
              new RunConfig(
                  100,
                  400,
                  0,
                  new OptimiserConfig(1e-3, 0.9, 0.999, 1e-8, 1e-2, 1, 0.998),
                  new LinearWarmUp(400),
                  LinearCoolDown.NONE,
                  new ReduceLrOnPlateau(MetricDirection.MAXIMISE, 0.3, 6, 1e-4, 0, 1e-5),
                  new EarlyStopping(MetricDirection.MAXIMISE, 0, 0),
                  1));
    };
  }
}
