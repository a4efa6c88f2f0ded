package org.sinopia.train.model;

import org.sinopia.nn.ConfigField;
import org.sinopia.nn.model.Architecture;
import org.sinopia.nn.model.RecolourerConfig;

/**
 * A trained recolourer.
 *
 * @param architecture the kind of model
 * @param config what it was built from, of that architecture
 * @param adversarial whether it was trained against a discriminator, so that it invents detail
 */
public record RecolourerDescription(
    Architecture architecture, RecolourerConfig config, boolean adversarial)
    implements ModelDescription {
  static final String KIND = "recolourer";

  /**
   * @throws IllegalArgumentException if the configuration is of another architecture
   */
  public RecolourerDescription {
    ConfigField.present("architecture", architecture);
    ConfigField.present("config", config);
    ConfigField.require(
        Architecture.of(config) == architecture,
        "config is of " + Architecture.of(config) + ", expected " + architecture);
  }

  /** The description of a configuration, trained without a discriminator. */
  public RecolourerDescription(RecolourerConfig config) {
    this(Architecture.of(config), config, false);
  }

  @Override
  public String kind() {
    return KIND;
  }
}
