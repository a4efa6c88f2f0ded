package org.sinopia.train.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import org.sinopia.train.cli.option.RecolourerSettings;
import org.sinopia.train.cli.option.RunOptions;
import org.sinopia.train.cli.option.SynthesisOption;
import org.sinopia.train.cli.output.Json;
import org.sinopia.train.cli.output.ProgressDisplay;
import org.sinopia.train.cli.output.TrainingDisplay;
import org.sinopia.train.data.ImageSplit;
import org.sinopia.train.data.pairs.PairSupply;
import org.sinopia.train.data.pairs.PairsFolder;
import org.sinopia.train.data.pairs.PairsManifest;
import org.sinopia.train.data.pairs.RenewedPairs;
import org.sinopia.train.inference.CubeEmbedder;
import org.sinopia.train.model.ModelFolder;
import org.sinopia.train.recolourer.Grid;
import org.sinopia.train.recolourer.GridSearch;
import org.sinopia.train.recolourer.GridTable;
import org.sinopia.train.recolourer.PretrainingConfig;
import org.sinopia.train.recolourer.RecolourerTask;
import org.sinopia.train.recolourer.RecolourerTraining;
import org.sinopia.train.recolourer.RecolourerTrainingConfig;
import org.sinopia.train.run.TrainingRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sinopia train-recolourer}: a recolourer from pairs of latent pictures and paintings. */
@Command(
    name = "train-recolourer",
    description = "Trains a recolourer on pairs of latent pictures and paintings.")
final class TrainRecolourerCommand implements Callable<Integer> {
  @Option(
      names = "--pairs",
      paramLabel = "DIR",
      description = "The output of embed: manifest.json, latents and pictures.")
  private Path pairs;

  @Option(
      names = "--pretrain",
      paramLabel = "DIR",
      description =
          "In place of --pairs: latents that embed wrote, with or without pictures. Trains all but"
              + " the last layers to tell hidden parts of them; go on with --from.")
  private Path latents;

  @Option(
      names = "--synthesize",
      arity = "1..*",
      paramLabel = "IMAGE",
      description =
          "With --renewed: pictures, or folders of them, that are painted and scanned. Those whose"
              + " names are in --pairs for validation or test are left out.")
  private List<Path> images = List.of();

  @Option(
      names = "--renewed",
      paramLabel = "N",
      description =
          "Trains on scans of N pictures or parts of them, in colours of others, that are painted"
              + " again when each has given 16 crops, in place of the pairs for training.")
  private Integer renewed;

  @Mixin private SynthesisOption synthesis;

  @Mixin private RunOptions options;

  @Mixin private RecolourerSettings settings;

  @Option(
      names = "--grid",
      paramLabel = "FIELD=A,B,C",
      description = "Train with each of these values, and all combinations if given again.")
  private List<String> grid = List.of();

  @Override
  public Integer call() throws IOException {
    if ((renewed == null) != images.isEmpty()) {
      throw new IllegalArgumentException("--renewed: expected with --synthesize, and only with it");
    }
    if (renewed != null && !grid.isEmpty()) {
      throw new IllegalArgumentException("--renewed: expected without --grid");
    }
    if ((pairs == null) == (latents == null)) {
      throw new IllegalArgumentException("--pairs: expected, or else --pretrain");
    }
    if (latents != null) {
      pretrain();
      return ExitCode.OK;
    }
    PairsFolder folder = PairsFolder.open(pairs);
    Optional<ModelFolder> start = settings.start();
    RecolourerTrainingConfig wanted = settings.training(options, start, synthesis.givenSeed());
    if (start.isPresent() && !grid.isEmpty()) {
      throw new IllegalArgumentException("--from: expected without --grid");
    }
    if (!grid.isEmpty()) {
      search(folder, wanted);
    } else if (renewed == null) {
      train(folder, Optional.empty(), start, wanted);
    } else {
      trainRenewed(folder, start, wanted);
    }
    return ExitCode.OK;
  }

  private void pretrain() throws IOException {
    if (renewed != null || !grid.isEmpty()) {
      throw new IllegalArgumentException("--pretrain: expected without --renewed and --grid");
    }
    PretrainingConfig wanted = settings.pretraining(options, synthesis.givenSeed());
    TrainingRun.Result result;
    try (ProgressDisplay progress = options.progress()) {
      result =
          RecolourerTraining.pretrain(
              PairsFolder.open(latents),
              wanted,
              options.out(),
              options.resume(),
              options.device(),
              List.of(options.display("crops", wanted.batch(), PretrainingConfig.SCORE, progress)));
    }
    options.print(result, "best_explained", "%.4f of the hidden pixels' variation explained");
  }

  private void trainRenewed(
      PairsFolder folder, Optional<ModelFolder> start, RecolourerTrainingConfig wanted)
      throws IOException {
    synthesis.check();
    ModelFolder embedder = ModelFolder.open(Path.of(folder.manifest().embedder()));
    if (!embedder.sha256().equals(folder.manifest().embedderSha256())) {
      throw new IllegalArgumentException(
          embedder.folder() + ": not the embedder that the pairs are from, expected that");
    }
    SequencedMap<String, Path> pictures = SynthesisOption.named(images);
    for (PairsManifest.Entry entry : folder.manifest().pairs()) {
      if (entry.split() != ImageSplit.TRAIN) {
        pictures.remove(entry.name());
      }
    }
    if (pictures.isEmpty()) {
      throw new IllegalArgumentException("--synthesize: no picture left to train on");
    }
    try (CubeEmbedder encoder = CubeEmbedder.open(embedder, options.device());
        RenewedPairs training =
            new RenewedPairs(
                renewed,
                synthesis.endless(pictures),
                scan -> encoder.embed(scan.cube(), scan.name(), pixels -> {}))) {
      train(folder, Optional.of(training), start, wanted);
    }
  }

  private void train(
      PairsFolder folder,
      Optional<PairSupply> training,
      Optional<ModelFolder> start,
      RecolourerTrainingConfig wanted)
      throws IOException {
    TrainingRun.Result result;
    try (ProgressDisplay progress = options.progress()) {
      result =
          RecolourerTraining.train(
              folder,
              training,
              wanted,
              start,
              options.out(),
              options.resume(),
              options.device(),
              List.of(display(wanted, progress)));
    }
    options.print(result, "best_ms_ssim", "validation MS-SSIM %.4f");
  }

  private void search(PairsFolder folder, RecolourerTrainingConfig wanted) throws IOException {
    Grid points = new Grid(grid.stream().map(Grid.Field::parse).toList());
    GridSearch search = new GridSearch(folder, wanted, settings.preset(), options.device());
    GridTable table;
    try (ProgressDisplay progress = options.progress()) {
      table =
          search.run(options.out(), points, options.resume(), config -> display(config, progress));
    }
    PrintWriter lines = options.lines();
    if (options.json()) {
      lines.println(Json.write(table));
    } else {
      lines.print(table.markdown());
      lines.flush();
    }
  }

  private TrainingDisplay display(RecolourerTrainingConfig wanted, ProgressDisplay progress) {
    return options.display("images", wanted.batch(), RecolourerTask.SCORE, progress);
  }
}
