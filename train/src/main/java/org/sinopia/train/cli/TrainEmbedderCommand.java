package org.sinopia.train.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.sinopia.nn.ConfigJson;
import org.sinopia.train.data.CubeSource;
import org.sinopia.train.embedder.EmbedderTraining;
import org.sinopia.train.embedder.EmbedderTrainingConfig;
import org.sinopia.train.embedder.Preset;
import org.sinopia.train.recolourer.ConfigChanges;
import org.sinopia.train.run.RunConfig;
import org.sinopia.train.run.TrainingRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sinopia train-embedder}: an embedder from the spectra of cubes. */
@Command(
    name = "train-embedder",
    description = "Trains an embedder on spectra drawn from the pixels of cubes.")
final class TrainEmbedderCommand implements Callable<Integer> {
  @Option(
      names = "--cubes",
      paramLabel = "DIR",
      description = "Cubes of any format, sizes and axes, such as synthesize wrote.")
  private Path cubes;

  @Option(
      names = "--synthesize",
      arity = "1..*",
      paramLabel = "IMAGE",
      description =
          "Pictures, or folders of them, whose synthetic cubes are drawn from without being stored.")
  private List<Path> images = List.of();

  @Mixin private SynthesisOption synthesis;

  @Mixin private CubeOptions cubeOptions;

  @Mixin private RunOptions options;

  @Option(
      names = "--preset",
      defaultValue = "paper",
      description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
  private Preset preset;

  @Option(
      names = "--set",
      paramLabel = "FIELD=VALUE",
      description = "One field of it by its path, such as loss.gamma.value=1e-3.")
  private List<String> changes = List.of();

  @Option(names = "--epochs", paramLabel = "N", description = "The field run.epochs.")
  private Integer epochs;

  @Override
  public Integer call() throws IOException {
    EmbedderTrainingConfig wanted = wanted();
    if ((cubes == null) == images.isEmpty()) {
      throw new IllegalArgumentException("expected either --cubes or --synthesize");
    }
    TrainingRun.Result result;
    try (ProgressDisplay progress = options.progress()) {
      List<CubeSource> sources =
          images.isEmpty()
              ? CubeSource.inFolder(cubes, cubeOptions::open)
              : synthesis.cubes(images, progress);
      result =
          EmbedderTraining.train(
              sources,
              wanted,
              options.out(),
              options.resume(),
              options.device(),
              List.of(
                  options.display("spectra", wanted.batch(), EmbedderTraining.SCORE, progress)));
    }
    options.print(result, "best_loss", "validation loss %.4g");
    return ExitCode.OK;
  }

  private EmbedderTrainingConfig wanted() throws IOException {
    Long seed = synthesis.givenSeed();
    boolean changed = !changes.isEmpty() || epochs != null || seed != null;
    Optional<Path> file = options.configuration(changed);
    EmbedderTrainingConfig wanted = preset.config();
    if (file.isPresent()) {
      wanted = ConfigJson.read(file.get(), wanted);
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
