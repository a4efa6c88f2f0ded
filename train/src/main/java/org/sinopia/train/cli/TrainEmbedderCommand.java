package org.sinopia.train.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.sinopia.nn.ConfigJson;
import org.sinopia.train.data.CubeSource;
import org.sinopia.train.embedder.EmbedderTraining;
import org.sinopia.train.embedder.EmbedderTrainingConfig;
import org.sinopia.train.embedder.Preset;
import org.sinopia.train.recolourer.ConfigChanges;
import org.sinopia.train.run.RunConfig;
import org.sinopia.train.run.RunFolder;
import org.sinopia.train.run.TrainingRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sinopia train-embedder}: an embedder from the spectra of cubes. */
@Command(
    name = "train-embedder",
    description = "Trains an embedder on spectra drawn from the pixels of cubes.")
final class TrainEmbedderCommand implements Callable<Integer> {
  @Option(
      names = "--cubes",
      required = true,
      paramLabel = "DIR",
      description = "Cubes of any format, sizes and axes, such as synthesize wrote.")
  private Path cubes;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "RUN",
      description = "The run's folder: its configuration, metrics, snapshots and best model.")
  private Path out;

  @Option(
      names = "--preset",
      defaultValue = "paper",
      description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
  private Preset preset;

  @Option(
      names = "--config",
      paramLabel = "C.json",
      description = "Configuration; fields left out are the preset's.")
  private Path config;

  @Option(
      names = "--set",
      paramLabel = "FIELD=VALUE",
      description = "One field of it by its path, such as loss.gamma.value=1e-3.")
  private List<String> changes = List.of();

  @Option(
      names = "--resume",
      description = "Go on with the run in the folder, from its last snapshot if there is one.")
  private boolean resume;

  @Option(names = "--epochs", paramLabel = "N", description = "The field run.epochs.")
  private Integer epochs;

  @Option(names = "--seed", description = "Of all chance but the split; the field run.seed.")
  private Long seed;

  @Mixin private DeviceOption device;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  /** What is printed. */
  private record Trained(
      String run, int epochs, long steps, boolean stoppedEarly, Double bestLoss) {}

  @Override
  public Integer call() throws IOException {
    EmbedderTrainingConfig wanted = wanted();
    List<CubeSource> sources = CubeSource.inFolder(cubes);
    TrainingDisplay display =
        new TrainingDisplay(
            "spectra",
            wanted.batch(),
            EmbedderTraining.SCORE,
            json,
            spec.commandLine().getOut(),
            spec.commandLine().getErr());
    TrainingRun.Result result =
        EmbedderTraining.train(sources, wanted, out, resume, device.device(), List.of(display));
    Trained trained =
        new Trained(
            out.toString(),
            result.progress().epoch(),
            result.progress().step(),
            result.stoppedEarly(),
            result.best());
    spec.commandLine()
        .getOut()
        .println(
            json
                ? Json.write(trained)
                : String.format(
                    Locale.ROOT,
                    "%s: %d epochs%s, best validation loss %.4g",
                    out,
                    trained.epochs(),
                    trained.stoppedEarly() ? ", stopped early" : "",
                    trained.bestLoss()));
    return ExitCode.OK;
  }

  /** What was asked for here, or, where nothing was, what the run in the folder was asked for. */
  private EmbedderTrainingConfig wanted() throws IOException {
    Path earlier = out.resolve(RunFolder.CONFIG);
    boolean asked = config != null || !changes.isEmpty() || epochs != null || seed != null;
    EmbedderTrainingConfig wanted = preset.config();
    if (resume && !asked && Files.exists(earlier)) {
      return ConfigJson.read(earlier, wanted);
    }
    if (config != null) {
      wanted = ConfigJson.read(config, wanted);
    }
    wanted = ConfigChanges.of(changes, "--set").apply(wanted);
    RunConfig run = wanted.run();
    return wanted.with(
        new RunConfig(
            epochs == null ? run.epochs() : epochs,
            run.stepsPerEpoch(),
            run.snapshotSteps(),
            run.optimiser(),
            run.warmUp(),
            run.plateau(),
            run.stopping(),
            seed == null ? run.seed() : seed));
  }
}
