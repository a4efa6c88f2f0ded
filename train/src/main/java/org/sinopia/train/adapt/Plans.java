package org.sinopia.train.adapt;

import java.io.IOException;
import java.util.Collection;
import org.sinopia.nn.model.RecolourerConfig;
import org.sinopia.train.EarlyStopping;
import org.sinopia.train.LinearCoolDown;
import org.sinopia.train.LinearWarmUp;
import org.sinopia.train.MetricDirection;
import org.sinopia.train.OptimiserConfig;
import org.sinopia.train.ReduceLrOnPlateau;
import org.sinopia.train.data.SyntheticPainting;
import org.sinopia.train.data.pairs.AugmentationConfig;
import org.sinopia.train.embedder.Preset;
import org.sinopia.train.evaluation.ImageMetrics;
import org.sinopia.train.model.ModelFolder;
import org.sinopia.train.recolourer.LossConfig;
import org.sinopia.train.recolourer.RecolourerTrainingConfig;
import org.sinopia.train.run.RunConfig;

/** How the trainings of an adaptation are asked for. */
final class Plans {
  private static final int EPOCHS = 6;
  private static final int MAX_CROP = 64;
  private static final int CROPS = 8;
  private static final int MAX_SCALES = 3;
  private static final int VALIDATION = 8192;

  /** A third of what training from scratch takes. */
  private static final double EMBEDDER_RATE = 3e-4;

  private static final double RECOLOURER_RATE = 3e-4;

  /** A recolourer needs fewer steps to learn what it can of aligned latents. */
  private static final int RECOLOURER_PART = 2;

  private Plans() {}

  static AlignConfig align(ModelFolder embedder, AdaptConfig config) throws IOException {
    return new AlignConfig(
        embedder.sha256(),
        Preset.GENERAL.config().loss(),
        config.domain(),
        1e-3,
        1e-3,
        1,
        config.batch(),
        config.batch() / 2,
        64,
        Math.min(VALIDATION, 8 * config.batch()),
        run(config, config.steps(), MetricDirection.MINIMISE, EMBEDDER_RATE));
  }

  /**
   * A recolourer's.
   *
   * @param smallest side of the pictures
   */
  static RecolourerTrainingConfig recolourer(
      RecolourerConfig model, int smallest, AdaptConfig config) {
    int crop = Math.min(MAX_CROP, smallest / 4 * 4);
    return new RecolourerTrainingConfig(
        model,
        crop,
        CROPS,
        new LossConfig(
            LossConfig.Kind.MS_SSIM, 0.3, Math.clamp(ImageMetrics.scales(crop), 1, MAX_SCALES)),
        AugmentationConfig.DEFAULT,
        run(
            config,
            Math.max(1, config.steps() / RECOLOURER_PART),
            MetricDirection.MAXIMISE,
            RECOLOURER_RATE));
  }

  private static RunConfig run(AdaptConfig config, int all, MetricDirection goal, double rate) {
    int epochs = Math.min(EPOCHS, all);
    int steps = all / epochs;
    return new RunConfig(
        epochs,
        steps,
        0,
        new OptimiserConfig(rate, 0.9, 0.999, 1e-8, 1e-2, 1, 0.99),
        new LinearWarmUp(Math.max(1, all / 20)),
        LinearCoolDown.NONE,
        new ReduceLrOnPlateau(goal, 0.3, 1, 1e-4, 0, 1e-5),
        new EarlyStopping(goal, 0, 0),
        config.seed());
  }

  /** The smallest side of paintings, in pixels. */
  static int smallest(Collection<SyntheticPainting> paintings) {
    return paintings.stream()
        .mapToInt(p -> Math.min(p.picture().height(), p.picture().width()))
        .min()
        .orElseThrow();
  }
}
