package org.sinopia.train.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.sinopia.nn.model.RecolourerConfig;
import org.sinopia.tensor.Device;
import org.sinopia.train.baseline.Baselines;
import org.sinopia.train.baseline.ColouringMethod;
import org.sinopia.train.cli.option.DeviceOption;
import org.sinopia.train.cli.option.SynthesisOption;
import org.sinopia.train.cli.output.Json;
import org.sinopia.train.cli.output.OutputFolder;
import org.sinopia.train.cli.output.ProgressDisplay;
import org.sinopia.train.data.ImageSplit;
import org.sinopia.train.data.pairs.PairsFolder;
import org.sinopia.train.evaluation.Evaluation;
import org.sinopia.train.evaluation.ImageMetrics;
import org.sinopia.train.evaluation.ScanEvaluation;
import org.sinopia.train.inference.ModelColouring;
import org.sinopia.train.inference.ScanRecolouring;
import org.sinopia.train.inference.TiledRecolourer;
import org.sinopia.train.model.ModelFolder;
import org.sinopia.xrf.picture.Picture;
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
      paramLabel = "DIR",
      description = "Latents and pictures, as embed writes them.")
  private Path folder;

  @Option(
      names = "--synthesize",
      arity = "1..*",
      paramLabel = "IMAGE",
      description = "In place of --pairs: pictures, or folders of them, to be painted and scanned.")
  private List<Path> images = List.of();

  @Option(
      names = "--bounds",
      arity = "1..*",
      paramLabel = "IMAGE",
      description =
          "Of synthetic scans, also what could be told at best: by one who knows the painting's recipes and looks at neighbouring pixels (limit), or who knows those of these pictures painted with the same palette and ground (decoder).")
  private List<Path> others = List.of();

  @Option(
      names = "--save",
      paramLabel = "DIR",
      description = "Where every picture that was compared is written, NAME-METHOD.png.")
  private Path save;

  @Mixin private SynthesisOption synthesis;

  @Mixin private RecolouringModel models;

  @Option(
      names = "--split",
      defaultValue = "test",
      description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
  private ImageSplit split;

  @Option(
      names = "--scales",
      paramLabel = "N",
      description = "Scales of MS-SSIM, 1 to 5 (as many as the smallest picture takes).")
  private Integer scales;

  @Option(
      names = "--baselines",
      description =
          "Also the model untrained, the mean colour, the nearest training pixel, a perceptron of one pixel, and the picture in its clusters' colours.")
  private boolean baselines;

  @Mixin private DeviceOption device;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  /** One picture coloured in one way. */
  private record Row(String image, String method, ImageMetrics likeness) {}

  /** All that was found. */
  private record Found(
      String model,
      String split,
      int scales,
      List<Evaluation.Method> methods,
      Map<String, List<String>> losses,
      List<Row> images,
      List<ScanEvaluation.Trusted> trust) {}

  @Override
  public Integer call() throws IOException {
    if ((folder == null) == images.isEmpty()) {
      throw new IllegalArgumentException("expected either --pairs or --synthesize");
    }
    if (images.isEmpty() && !others.isEmpty()) {
      throw new IllegalArgumentException("--bounds: expected --synthesize as well");
    }
    if (scales != null && (scales < 1 || scales > ImageMetrics.MAX_SCALES)) {
      throw new IllegalArgumentException(
          "--scales: %d, expected 1 to %d".formatted(scales, ImageMetrics.MAX_SCALES));
    }
    if (images.isEmpty()) {
      try (RecolouringModel.Opened opened = models.openRecolourer()) {
        evaluatePairs(opened.recolourer());
      }
    } else {
      try (RecolouringModel.Opened opened = models.open(spec.commandLine().getErr())) {
        evaluateScans(opened);
      }
    }
    return ExitCode.OK;
  }

  private void evaluateScans(RecolouringModel.Opened opened) throws IOException {
    synthesis.check();
    if (!others.isEmpty()) {
      synthesis.checkBounds();
    }
    List<Picture> bounds = new ArrayList<>();
    for (Path file : SynthesisOption.named(others).values()) {
      bounds.add(synthesis.picture(file));
    }
    SequencedMap<String, Path> scans = synthesis.scans(images);
    List<Row> rows = new ArrayList<>();
    Device on = device.device();
    try (ProgressDisplay display = new ProgressDisplay(spec.commandLine().getErr(), json);
        ScanRecolouring recolouring =
            ScanRecolouring.open(
                opened.embedder(), opened.recolourer(), on, TiledRecolourer.DEFAULT_TILE);
        PaintingQueue queue = new PaintingQueue(scans, synthesis::painting);
        ProgressDisplay.Task progress = display.begin("evaluate", scans.size())) {
      ScanEvaluation judged =
          new ScanEvaluation(
              recolouring,
              opened.embedder().embedder().config().latent(),
              bounds,
              scales == null ? ImageMetrics.MAX_SCALES : scales,
              on,
              result -> {
                rows.add(new Row(result.image(), result.method(), result.likeness()));
                save(result);
              });
      while (queue.hasNext()) {
        judged.add(queue.next());
        progress.step(1);
      }
      Evaluation evaluation = judged.evaluation();
      print(
          new Found(
              ScanEvaluation.MODEL,
              "synthetic scans",
              evaluation.scales(),
              evaluation.methods(),
              evaluation.lossesOf(ScanEvaluation.MODEL),
              rows,
              judged.trusted()));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void save(Evaluation.Result result) {
    if (save == null) {
      return;
    }
    try {
      OutputFolder.create(save);
      String name = result.image() + "-" + result.method().replace(' ', '-') + ".png";
      result.prediction().writePng(save.resolve(name));
      result.truth().writePng(save.resolve(result.image() + "-truth.png"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void evaluatePairs(ModelFolder model) throws IOException {
    long seed = synthesis.givenSeed() == null ? 1 : synthesis.givenSeed();
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
      List<ColouringMethod> ways = new ArrayList<>(List.of(trained));
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
                scales == null ? ImageMetrics.MAX_SCALES : scales,
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
            rows,
            List.of()));
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
    if (!found.trust().isEmpty()) {
      out.printf(
          Locale.ROOT,
          "true colours within their interval: %.1f of 100 pixels (%.1f to %.1f by picture); foreign: %.1f of 100%n",
          100 * mean(found.trust(), ScanEvaluation.Trusted::covered),
          100 * found.trust().stream().mapToDouble(ScanEvaluation.Trusted::covered).min().orElse(0),
          100 * found.trust().stream().mapToDouble(ScanEvaluation.Trusted::covered).max().orElse(0),
          100 * mean(found.trust(), ScanEvaluation.Trusted::foreign));
    }
    found
        .losses()
        .forEach(
            (other, metrics) ->
                out.printf(
                    "%s is better than %s in %s%n",
                    other, found.model(), String.join(", ", metrics)));
  }

  private static double mean(
      List<ScanEvaluation.Trusted> all, ToDoubleFunction<ScanEvaluation.Trusted> number) {
    return all.stream().mapToDouble(number).average().orElse(Double.NaN);
  }

  private static void line(PrintWriter out, String name, ImageMetrics likeness) {
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
