package org.sinopia.train.model;

import org.sinopia.nn.ConfigField;
import org.sinopia.nn.model.SmallUViTConfig;

/**
 * The pre-trained trunk of a recolourer, which makes no pictures yet: training starts from it.
 *
 * @param config of the recolourer
 */
public record PretrainedDescription(SmallUViTConfig config) implements ModelDescription {
  static final String KIND = "pretrained trunk";

  /**
   * @throws IllegalArgumentException if the configuration is missing
   */
  public PretrainedDescription {
    ConfigField.present("config", config);
  }

  @Override
  public String kind() {
    return KIND;
  }
}
