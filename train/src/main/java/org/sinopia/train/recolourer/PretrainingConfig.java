package org.sinopia.train.recolourer;

import org.sinopia.nn.ConfigField;
import org.sinopia.nn.model.SmallUViTConfig;
import org.sinopia.train.data.pairs.AugmentationConfig;
import org.sinopia.train.data.pairs.MaskConfig;
import org.sinopia.train.run.RunConfig;

/**
 * A pre-training on latents whose true colours need not be known.
 *
 * @param model whose trunk is trained
 * @param crop side in pixels of the parts of latents it is trained on, a multiple of the patch and
 *     of the mask's cell
 * @param batch crops of a step
 * @param mask what of a crop is hidden
 * @param augmentation how crops are varied
 * @param run how long, and by what schedule
 */
public record PretrainingConfig(
    SmallUViTConfig model,
    int crop,
    int batch,
    MaskConfig mask,
    AugmentationConfig augmentation,
    RunConfig run) {
  /**
   * The metric that decides: 1 − mean absolute error of hidden pixels / that of predicting each
   * channel's mean. 0 if nothing is learned, 1 if hidden pixels are told exactly.
   */
  public static final String SCORE = "explained";

  /**
   * @throws IllegalArgumentException naming the field that is missing or out of range
   */
  public PretrainingConfig {
    ConfigField.present("model", model);
    ConfigField.within("crop", crop, 1, 1 << 14);
    ConfigField.within("batch", batch, 1, 1 << 16);
    ConfigField.present("mask", mask);
    ConfigField.require(
        crop % model.patch() == 0,
        "crop is %d, expected a multiple of the patch, %d".formatted(crop, model.patch()));
    ConfigField.require(
        crop % mask.cell() == 0 && crop > mask.cell(),
        "crop is %d, expected at least two cells of the mask, %d pixels each"
            .formatted(crop, mask.cell()));
    ConfigField.present("augmentation", augmentation);
    ConfigField.present("run", run);
  }

  /**
   * The pre-training of a training's configuration, whose loss is left out.
   *
   * @throws IllegalArgumentException if its model is no SmallUViT
   */
  public static PretrainingConfig of(RecolourerTrainingConfig training) {
    if (!(training.model() instanceof SmallUViTConfig model)) {
      throw new IllegalArgumentException(
          "--pretrain: expected with smalluvit, the only model that is pre-trained");
    }
    return new PretrainingConfig(
        model,
        training.crop(),
        training.batch(),
        MaskConfig.DEFAULT,
        training.augmentation(),
        training.run());
  }
}
