package org.sinopia.train.cli.option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sinopia.nn.model.Architecture;
import org.sinopia.nn.model.RecolourerConfig;
import org.sinopia.train.model.EmbedderDescription;
import org.sinopia.train.model.ModelFolder;
import org.sinopia.train.model.PretrainedDescription;
import org.sinopia.train.model.RecolourerDescription;
import org.sinopia.train.recolourer.ConfigChanges;
import org.sinopia.train.recolourer.Preset;
import org.sinopia.train.recolourer.PretrainingConfig;
import org.sinopia.train.recolourer.RecolourerTrainingConfig;
import picocli.CommandLine.Option;

/** The configuration of a recolourer's training: a preset, a file, and single fields. */
public final class RecolourerSettings {
  @Option(
      names = "--preset",
      defaultValue = "paper",
      description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
  private Preset preset;

  @Option(names = "--model", description = "${COMPLETION-CANDIDATES} (smalluvit).")
  private Architecture architecture;

  @Option(
      names = "--set",
      paramLabel = "FIELD=VALUE",
      description = "One field of it by its path, such as run.optimiser.learning_rate=1e-3.")
  private List<String> changes = List.of();

  @Option(
      names = "--from",
      paramLabel = "RUN",
      description =
          "Start from the weights of a run, pre-trained or not, and with its model's configuration.")
  private Path from;

  @Option(
      names = "--adversarial",
      paramLabel = "W",
      description =
          "Train against a discriminator (Pix2Pix) as well, with this weight, such as 0.01, for"
              + " detail that the scan does not hold: the model invents it.")
  private Double adversarial;

  /** The preset that the configuration starts from. */
  public Preset preset() {
    return preset;
  }

  /** The run to start from, if there is one. */
  public Optional<ModelFolder> start() throws IOException {
    return from == null ? Optional.empty() : Optional.of(ModelFolder.open(from));
  }

  private Architecture architecture() {
    return architecture == null ? Architecture.SMALLUVIT : architecture;
  }

  private Optional<Path> file(RunOptions options, Long seed) {
    boolean changed =
        architecture != null || !changes.isEmpty() || adversarial != null || seed != null;
    return options.configuration(changed);
  }

  /**
   * The configuration that a training is asked for.
   *
   * @param start {@link #start()}
   * @param seed asked for, or null
   * @throws IllegalArgumentException if it asks for another model than that of --from
   */
  public RecolourerTrainingConfig training(
      RunOptions options, Optional<ModelFolder> start, Long seed) throws IOException {
    RecolourerTrainingConfig wanted = preset.config(architecture());
    Optional<RecolourerConfig> started = start.map(RecolourerSettings::model);
    if (started.isPresent() && architecture == null) {
      wanted = wanted.with(started.get());
    }
    Optional<Path> file = file(options, seed);
    if (file.isPresent()) {
      wanted = ConfigChanges.read(file.get()).apply(wanted, preset);
    }
    wanted = ConfigChanges.of(changes, "--set").apply(wanted, preset);
    if (adversarial != null) {
      String change = "loss.adversarial=" + adversarial;
      wanted = ConfigChanges.of(List.of(change), "--adversarial").apply(wanted, preset);
    }
    if (seed != null) {
      wanted = ConfigChanges.of(List.of("run.seed=" + seed), "--seed").apply(wanted, preset);
    }
    if (started.isPresent() && !started.get().equals(wanted.model())) {
      throw new IllegalArgumentException(
          "--from: %s holds a model of another configuration than asked for, expected the same"
              .formatted(from));
    }
    return wanted;
  }

  private static RecolourerConfig model(ModelFolder start) {
    return switch (start.description()) {
      case RecolourerDescription recolourer -> recolourer.config();
      case PretrainedDescription pretrained -> pretrained.config();
      case EmbedderDescription _ -> start.recolourer().config();
    };
  }

  /**
   * The configuration that a pre-training is asked for.
   *
   * @param seed asked for, or null
   */
  public PretrainingConfig pretraining(RunOptions options, Long seed) throws IOException {
    if (from != null || adversarial != null) {
      throw new IllegalArgumentException("--pretrain: expected without --from and --adversarial");
    }
    PretrainingConfig wanted = PretrainingConfig.of(preset.config(architecture()));
    Optional<Path> file = file(options, seed);
    if (file.isPresent()) {
      wanted = ConfigChanges.read(file.get()).apply(wanted);
    }
    List<String> all = new ArrayList<>(changes);
    if (seed != null) {
      all.add("run.seed=" + seed);
    }
    return ConfigChanges.of(all, "--set").apply(wanted);
  }
}
