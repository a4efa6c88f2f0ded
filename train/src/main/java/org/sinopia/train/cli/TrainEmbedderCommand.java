package org.sinopia.train.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import org.sinopia.nn.ConfigJson;
import org.sinopia.train.cli.option.CubeOptions;
import org.sinopia.train.cli.option.RunOptions;
import org.sinopia.train.cli.option.SynthesisOption;
import org.sinopia.train.cli.output.ProgressDisplay;
import org.sinopia.train.data.CubeSource;
import org.sinopia.train.data.ImageSplit;
import org.sinopia.train.embedder.EmbedderTraining;
import org.sinopia.train.embedder.EmbedderTrainingConfig;
import org.sinopia.train.embedder.Preset;
import org.sinopia.train.recolourer.ConfigChanges;
import org.sinopia.train.run.RunConfig;
import org.sinopia.train.run.RunListener;
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
  private static final int MAX_RENEWED = 10_000;

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

  @Option(
      names = "--renewed",
      paramLabel = "N",
      description =
          "With --synthesize: paints and scans N pictures or parts of them, in colours of others, for"
              + " every 262 144 spectra, so that none is seen twice; those for validation stay.")
  private Integer renewed;

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
    if (renewed != null && (images.isEmpty() || renewed < 1 || renewed > MAX_RENEWED)) {
      throw new IllegalArgumentException(
          "--renewed: "
              + renewed
              + (images.isEmpty()
                  ? ", expected with --synthesize only"
                  : ", expected 1 to " + MAX_RENEWED));
    }
    TrainingRun.Result result;
    try (ProgressDisplay progress = options.progress()) {
      List<RunListener> observers =
          List.of(options.display("spectra", wanted.batch(), EmbedderTraining.SCORE, progress));
      if (renewed != null) {
        result = trainRenewed(wanted, observers, progress);
      } else {
        List<CubeSource> sources =
            images.isEmpty()
                ? CubeSource.inFolder(cubes, cubeOptions::open)
                : synthesis.cubes(images, progress);
        result =
            EmbedderTraining.train(
                sources, wanted, options.out(), options.resume(), options.device(), observers);
      }
    }
    options.print(result, "best_loss", "validation loss %.4g");
    return ExitCode.OK;
  }

  private TrainingRun.Result trainRenewed(
      EmbedderTrainingConfig wanted, List<RunListener> observers, ProgressDisplay progress)
      throws IOException {
    synthesis.check();
    SequencedMap<String, Path> pictures = SynthesisOption.named(images);
    Map<String, ImageSplit> splits =
        ImageSplit.of(pictures.keySet(), wanted.splitSeed(), wanted.split());
    List<Path> judging = new ArrayList<>();
    SequencedMap<String, Path> training = new LinkedHashMap<>();
    pictures.forEach(
        (name, image) -> {
          switch (splits.get(name)) {
            case TRAIN -> training.put(name, image);
            case VALIDATION -> judging.add(image);
            case TEST -> {}
          }
        });
    if (judging.isEmpty()) {
      throw new IllegalArgumentException(
          "--renewed: no picture for validation among "
              + pictures.size()
              + ", expected at least 2 pictures");
    }
    return EmbedderTraining.train(
        renewed,
        synthesis.endless(training),
        synthesis.cubes(judging, progress),
        wanted,
        options.out(),
        options.resume(),
        options.device(),
        observers);
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
    run = epochs == null ? run : run.withEpochs(epochs);
    return wanted.with(seed == null ? run : run.withSeed(seed));
  }
}
