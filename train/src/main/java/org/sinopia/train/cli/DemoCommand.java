package org.sinopia.train.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import org.sinopia.nn.ConfigJson;
import org.sinopia.train.cli.option.DemoScansOption;
import org.sinopia.train.cli.option.DeviceOption;
import org.sinopia.train.cli.output.ProgressDisplay;
import org.sinopia.train.cli.output.TrainingDisplay;
import org.sinopia.train.demo.Demo;
import org.sinopia.train.demo.DemoConfig;
import org.sinopia.train.demo.DemoListener;
import org.sinopia.train.demo.DemoMetrics;
import org.sinopia.train.demo.DemoPictures;
import org.sinopia.train.demo.DemoScans;
import org.sinopia.train.evaluation.ImageMetrics;
import org.sinopia.train.run.RunListener;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sinopia demo}: the whole pipeline, small. */
@Command(
    name = "demo",
    description =
        "The whole pipeline, small: pictures, synthetic scans, both models, and a report on pictures they never saw.")
final class DemoCommand implements Callable<Integer> {
  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "sinopia-demo",
      description =
          "New, empty, or of an earlier demo, which is replaced at the end (${DEFAULT-VALUE}).")
  private Path out;

  @Option(
      names = "--images",
      paramLabel = "DIR",
      description = "A folder of pictures; without it, some are painted.")
  private Path images;

  @Option(
      names = "--config",
      paramLabel = "C.json",
      description =
          "Configuration, such as an earlier demo's demo.json; fields left out are usual.")
  private Path file;

  @Option(names = "--seed", description = "Seed of all randomness (1).")
  private Long seed;

  @Mixin private DemoScansOption scans;

  @Mixin private DeviceOption device;

  @Option(names = "--json", description = "Print JSON: what metrics.json holds.")
  private boolean json;

  @Spec private CommandSpec spec;

  /** Shows how it goes. */
  private final class Watching implements DemoListener {
    private final ProgressDisplay display;
    private final PrintWriter err = spec.commandLine().getErr();

    private Watching(ProgressDisplay display) {
      this.display = display;
    }

    @Override
    public void stage(int number, int count, String what) {
      display.stage("%d/%d %s".formatted(number, count, what));
    }

    @Override
    public void recoloured(String picture, ImageMetrics likeness) {
      display.line(
          String.format(
              Locale.ROOT,
              "the built-in model recolours %s: MS-SSIM %.3f, CIEDE2000 %.1f",
              picture,
              likeness.msSsim(),
              likeness.deltaE()));
    }

    @Override
    public LongConsumer embedding(long pixels) {
      return display.begin("Embedding", pixels)::step;
    }

    @Override
    public List<RunListener> training(String unit, int batch, String score) {
      return List.of(new TrainingDisplay(unit, batch, score, display, err));
    }
  }

  @Override
  public Integer call() throws IOException {
    if (images != null && !Files.exists(images)) {
      throw new NoSuchFileException(images.toString());
    }
    DemoConfig config = config();
    DemoScans.Kind kind = scans.kind();
    DemoMetrics metrics;
    try (ProgressDisplay display = new ProgressDisplay(spec.commandLine().getErr(), json)) {
      metrics =
          Demo.run(
              config,
              images == null
                  ? () -> DemoPictures.painted(config)
                  : () -> DemoPictures.read(images, config),
              kind,
              out,
              command(config),
              device.device(),
              new Watching(display));
    }
    PrintWriter lines = spec.commandLine().getOut();
    if (json) {
      lines.println(ConfigJson.write(metrics));
      return ExitCode.OK;
    }
    ImageMetrics mean = metrics.methods().getFirst().mean();
    lines.printf(
        Locale.ROOT,
        "%s%n%d test pictures: MS-SSIM %.3f, redmean %.3f; clusters and pigments agree by %.2f (adjusted Rand index)%n",
        out.resolve(Demo.REPORT),
        metrics.pictures().test(),
        mean.msSsim(),
        mean.redmean(),
        metrics.embedder().ari());
    return ExitCode.OK;
  }

  /** As it is to be typed again, the places of files aside. */
  private String command(DemoConfig config) {
    return "./sinopia demo"
        + (images == null ? "" : " --images FOLDER")
        + (file == null ? "" : " --config FILE")
        + scans.command()
        + " --seed "
        + config.seed();
  }

  private DemoConfig config() throws IOException {
    DemoConfig config =
        file == null ? DemoConfig.DEFAULT : ConfigJson.read(file, DemoConfig.DEFAULT);
    return seed == null ? config : config.withSeed(seed);
  }
}
