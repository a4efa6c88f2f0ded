package org.sinopia.train.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.sinopia.nn.model.Architecture;
import org.sinopia.train.data.PairsFolder;
import org.sinopia.train.recolourer.ConfigChanges;
import org.sinopia.train.recolourer.Grid;
import org.sinopia.train.recolourer.GridSearch;
import org.sinopia.train.recolourer.GridTable;
import org.sinopia.train.recolourer.Preset;
import org.sinopia.train.recolourer.RecolourerTrainee;
import org.sinopia.train.recolourer.RecolourerTraining;
import org.sinopia.train.recolourer.RecolourerTrainingConfig;
import org.sinopia.train.run.RunFolder;
import org.sinopia.train.run.TrainingRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sinopia train-recolourer}: a recolourer from pairs of latent pictures and paintings. */
@Command(
    name = "train-recolourer",
    description = "Trains a recolourer on pairs of latent pictures and paintings.")
final class TrainRecolourerCommand implements Callable<Integer> {
  @Option(
      names = "--pairs",
      required = true,
      paramLabel = "DIR",
      description = "What embed wrote: manifest.json, latents and pictures.")
  private Path pairs;

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

  @Option(names = "--model", description = "${COMPLETION-CANDIDATES} (smalluvit).")
  private Architecture architecture;

  @Option(
      names = "--config",
      paramLabel = "C.json",
      description = "Configuration; fields left out are the preset's.")
  private Path config;

  @Option(
      names = "--set",
      paramLabel = "FIELD=VALUE",
      description = "One field of it by its path, such as run.optimiser.learning_rate=1e-3.")
  private List<String> changes = List.of();

  @Option(
      names = "--grid",
      paramLabel = "FIELD=A,B,C",
      description = "Train with each of these values, and all combinations if given again.")
  private List<String> grid = List.of();

  @Option(
      names = "--resume",
      description = "Go on with the run in the folder, from its last snapshot if there is one.")
  private boolean resume;

  @Option(names = "--seed", description = "Of all chance; the field run.seed.")
  private Long seed;

  @Mixin private DeviceOption device;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  /** What is printed. */
  private record Trained(
      String run, int epochs, long steps, boolean stoppedEarly, Double bestMsSsim) {}

  @Override
  public Integer call() throws IOException {
    PairsFolder folder = PairsFolder.open(pairs);
    RecolourerTrainingConfig wanted = wanted();
    if (grid.isEmpty()) {
      train(folder, wanted);
    } else {
      search(folder, wanted);
    }
    return ExitCode.OK;
  }

  private void train(PairsFolder folder, RecolourerTrainingConfig wanted) throws IOException {
    PrintWriter lines = spec.commandLine().getOut();
    TrainingRun.Result result =
        RecolourerTraining.train(
            folder, wanted, out, resume, device.device(), List.of(display(wanted)));
    if (json) {
      lines.println(
          Json.write(
              new Trained(
                  out.toString(),
                  result.progress().epoch(),
                  result.progress().step(),
                  result.stoppedEarly(),
                  result.best())));
    } else {
      lines.printf(
          Locale.ROOT,
          "%s: %d epochs%s, best MS-SSIM %.4f%n",
          out,
          result.progress().epoch(),
          result.stoppedEarly() ? ", stopped early" : "",
          result.best());
    }
  }

  private void search(PairsFolder folder, RecolourerTrainingConfig wanted) throws IOException {
    Grid points = new Grid(grid.stream().map(Grid.Field::parse).toList());
    GridSearch search = new GridSearch(folder, wanted, preset, device.device());
    GridTable table = search.run(out, points, resume, this::display);
    PrintWriter lines = spec.commandLine().getOut();
    if (json) {
      lines.println(Json.write(table));
    } else {
      lines.print(table.markdown());
      lines.flush();
    }
  }

  private TrainingDisplay display(RecolourerTrainingConfig wanted) {
    return new TrainingDisplay(
        "images",
        wanted.batch(),
        RecolourerTrainee.SCORE,
        json,
        spec.commandLine().getOut(),
        spec.commandLine().getErr());
  }

  /** What was asked for here, or, where nothing was, what the run in the folder was asked for. */
  private RecolourerTrainingConfig wanted() throws IOException {
    Path earlier = out.resolve(RunFolder.CONFIG);
    boolean asked = architecture != null || config != null || !changes.isEmpty() || seed != null;
    RecolourerTrainingConfig wanted =
        preset.config(architecture == null ? Architecture.SMALLUVIT : architecture);
    if (resume && !asked && Files.exists(earlier)) {
      return ConfigChanges.read(earlier).apply(wanted, preset);
    }
    if (config != null) {
      wanted = ConfigChanges.read(config).apply(wanted, preset);
    }
    wanted = ConfigChanges.of(changes, "--set").apply(wanted, preset);
    return seed == null
        ? wanted
        : ConfigChanges.of(List.of("run.seed=" + seed), "--seed").apply(wanted, preset);
  }
}
