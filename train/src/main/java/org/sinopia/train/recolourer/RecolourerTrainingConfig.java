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
import org.sinopia.train.data.AugmentationConfig;
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
    RunConfig run) {
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
    ConfigField.present("augmentation", augmentation);
    ConfigField.present("run", run);
  }

  /** The same with another model. */
  RecolourerTrainingConfig with(RecolourerConfig other) {
    return new RecolourerTrainingConfig(other, crop, batch, loss, augmentation, run);
  }

  /** The architecture that is trained. */
  public Architecture architecture() {
    return Architecture.of(model);
  }
}
