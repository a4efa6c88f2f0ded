package org.sinopia.train.cli.option;

import java.io.IOException;
import java.nio.file.Path;
import org.sinopia.nn.model.Architecture;
import org.sinopia.nn.model.RecolourerConfig;
import org.sinopia.nn.model.SmallUViTConfig;
import picocli.CommandLine.Option;

/** Which recolourer a command is about. */
public final class ModelOptions {
  @Option(
      names = "--architecture",
      defaultValue = "smalluvit",
      description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
  private Architecture architecture;

  @Option(
      names = "--preset",
      defaultValue = "paper",
      description =
          "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}); the baselines have the paper's size alone.")
  private Preset preset;

  @Option(
      names = "--config",
      paramLabel = "C.json",
      description = "Configuration; fields left out are the paper's.")
  private Path config;

  /** Configurations with a name. */
  private enum Preset {
    PAPER,
    SMALL
  }

  public Architecture architecture() {
    return architecture;
  }

  /**
   * The configuration asked for.
   *
   * @throws IllegalArgumentException if it is out of range, or there is no such preset
   */
  public RecolourerConfig config() throws IOException {
    if (config != null) {
      return architecture.read(config);
    }
    if (preset == Preset.PAPER) {
      return architecture.paper();
    }
    if (architecture == Architecture.SMALLUVIT) {
      return SmallUViTConfig.SMALL;
    }
    throw new IllegalArgumentException("--preset small: only smalluvit has it");
  }
}
