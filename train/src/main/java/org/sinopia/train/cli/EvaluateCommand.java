package org.sinopia.train.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.sinopia.nn.model.RecolourerConfig;
import org.sinopia.tensor.Device;
import org.sinopia.train.baseline.Baselines;
import org.sinopia.train.baseline.Colouring;
import org.sinopia.train.data.ImageSplit;
import org.sinopia.train.data.PairsFolder;
import org.sinopia.train.inference.Evaluation;
import org.sinopia.train.inference.Likeness;
import org.sinopia.train.inference.ModelColouring;
import org.sinopia.train.inference.ModelFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sinopia evaluate}: how good a recolourer is, and whether simpler ways are better. */
@Command(
    name = "evaluate",
    description =
        "How like the true pictures a recolourer's are, per picture and in all; with --baselines, beside simpler ways.")
final class EvaluateCommand implements Callable<Integer> {
  @Option(
      names = "--pairs",
      required = true,
      paramLabel = "DIR",
      description = "Latents and pictures, as embed writes them.")
  private Path folder;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "RUN",
      description = "Run of train-recolourer, or its folder model.")
  private Path run;

  @Option(
      names = "--split",
      defaultValue = "test",
      description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
  private ImageSplit split;

  @Option(
      names = "--baselines",
      description =
          "Also the model untrained, the mean colour, the nearest training pixel, a perceptron of one pixel, and the picture in its clusters' colours.")
  private boolean baselines;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Of the baselines' draws and weights (${DEFAULT-VALUE}).")
  private long seed;

  @Mixin private DeviceOption device;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  /** One picture coloured in one way. */
  private record Row(String image, String method, Likeness likeness) {}

  /** All that was found. */
  private record Found(
      String model,
      String split,
      int scales,
      List<Evaluation.Method> methods,
      Map<String, List<String>> losses,
      List<Row> images) {}

  @Override
  public Integer call() throws IOException {
    ModelFolder model = ModelFolder.open(run);
    RecolourerConfig config = model.recolourer().config();
    PairsFolder pairs = PairsFolder.open(folder);
    int pictures = pairs.of(split).size();
    Device on = device.device();
    List<Row> rows = new ArrayList<>();
    Evaluation evaluation;
    String name;
    try (ProgressDisplay display = new ProgressDisplay(spec.commandLine().getErr(), json);
        ModelColouring trained = ModelColouring.open(model, on);
        ModelColouring untrained = baselines ? ModelColouring.untrained(config, on, seed) : null;
        Baselines simpler = baselines ? Baselines.of(pairs, config.channels(), on, seed) : null) {
      name = trained.name();
      List<Colouring> ways = new ArrayList<>(List.of(trained));
      if (baselines) {
        ways.add(untrained);
        ways.addAll(simpler.colourings());
      }
      try (ProgressDisplay.Task progress =
          display.begin("evaluate", (long) pictures * ways.size())) {
        evaluation =
            Evaluation.of(
                pairs,
                split,
                config.channels(),
                ways,
                on,
                result -> {
                  rows.add(new Row(result.image(), result.method(), result.likeness()));
                  progress.step(1);
                });
      }
    }
    print(
        new Found(
            name,
            split.name().toLowerCase(Locale.ROOT),
            evaluation.scales(),
            evaluation.methods(),
            evaluation.lossesOf(name),
            rows));
    return ExitCode.OK;
  }

  private void print(Found found) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.write(found));
      return;
    }
    out.printf(
        Locale.ROOT,
        "%-24s %9s %9s %9s %9s %8s %8s %8s%n",
        found.split() + " (" + found.scales() + " scales)",
        "redmean",
        "SSIM",
        "MS-SSIM",
        "UIQI",
        "PSNR",
        "dE00",
        "dE00 95%");
    for (Row row : found.images()) {
      if (row.method().equals(found.model())) {
        line(out, row.image(), row.likeness());
      }
    }
    for (Evaluation.Method method : found.methods()) {
      line(out, "all: " + method.method(), method.mean());
    }
    found
        .losses()
        .forEach(
            (other, metrics) ->
                out.printf(
                    "%s is better than %s in %s%n",
                    other, found.model(), String.join(", ", metrics)));
  }

  private static void line(PrintWriter out, String name, Likeness likeness) {
    out.printf(
        Locale.ROOT,
        "%-24s %9.4f %9.4f %9.4f %9.4f %8s %8.2f %8.2f%n",
        name,
        likeness.redmean(),
        likeness.ssim(),
        likeness.msSsim(),
        likeness.uiqi(),
        likeness.psnr() == null ? "infinite" : String.format(Locale.ROOT, "%.2f", likeness.psnr()),
        likeness.deltaE(),
        likeness.deltaE95());
  }
}
