package org.sinopia.train.recolourer;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.sinopia.nn.ConfigField;
import org.sinopia.nn.model.Architecture;
import org.sinopia.nn.model.ConvEncoderDecoderConfig;
import org.sinopia.nn.model.RecolourerConfig;
import org.sinopia.nn.model.SmallUViTConfig;
import org.sinopia.nn.model.UViTConfig;
import org.sinopia.nn.model.ViTConfig;
import org.sinopia.train.data.pairs.AugmentationConfig;
import org.sinopia.train.run.RunConfig;

/**
 * Everything that a recolourer's training is asked for. In JSON, {@code architecture} says what
 * {@code model} configures.
 *
 * @param model what is trained
 * @param crop side in pixels of the parts of pictures it is trained on
 * @param batch crops of a step
 * @param loss what it descends
 * @param augmentation how crops are varied
 * @param run how long, and by what schedule
 * @param maxPairs the most pairs for training that are used, the first of the list; 0 for all. For
 *     curves of quality over the number of pairs
 */
public record RecolourerTrainingConfig(
    @JsonTypeInfo(
            use = JsonTypeInfo.Id.NAME,
            include = JsonTypeInfo.As.EXTERNAL_PROPERTY,
            property = ARCHITECTURE)
        @JsonSubTypes({
          @JsonSubTypes.Type(value = SmallUViTConfig.class, name = "smalluvit"),
          @JsonSubTypes.Type(value = ViTConfig.class, name = "vit"),
          @JsonSubTypes.Type(value = UViTConfig.class, name = "uvit"),
          @JsonSubTypes.Type(value = ConvEncoderDecoderConfig.class, name = "conv")
        })
        RecolourerConfig model,
    int crop,
    int batch,
    LossConfig loss,
    AugmentationConfig augmentation,
    RunConfig run,
    int maxPairs) {
  /** The field that says what the model is. */
  static final String ARCHITECTURE = "architecture";

  /**
   * @throws IllegalArgumentException naming the field that is missing or out of range
   */
  public RecolourerTrainingConfig {
    ConfigField.present("model", model);
    ConfigField.within("crop", crop, 1, 1 << 14);
    ConfigField.within("batch", batch, 1, 1 << 16);
    ConfigField.present("loss", loss);
    ConfigField.require(
        loss.kind() != LossConfig.Kind.MS_SSIM || crop >= 11 << (loss.scales() - 1),
        "crop is %d, expected at least %d for %d scales of MS-SSIM in the loss"
            .formatted(crop, 11 << (loss.scales() - 1), loss.scales()));
    ConfigField.require(
        loss.adversarial() == 0 || crop >= 4,
        "crop is " + crop + ", expected at least 4 for a discriminator");
    ConfigField.present("augmentation", augmentation);
    ConfigField.present("run", run);
    ConfigField.within("max_pairs", maxPairs, 0, Integer.MAX_VALUE);
  }

  /** On all pairs. */
  public RecolourerTrainingConfig(
      RecolourerConfig model,
      int crop,
      int batch,
      LossConfig loss,
      AugmentationConfig augmentation,
      RunConfig run) {
    this(model, crop, batch, loss, augmentation, run, 0);
  }

  /** The same with another model. */
  public RecolourerTrainingConfig with(RecolourerConfig other) {
    return new RecolourerTrainingConfig(other, crop, batch, loss, augmentation, run, maxPairs);
  }

  /** The architecture that is trained. */
  public Architecture architecture() {
    return Architecture.of(model);
  }
}
