package org.sinopia.train.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.sinopia.train.adapt.AdaptConfig;
import org.sinopia.train.adapt.AdaptWatcher;
import org.sinopia.train.adapt.Adaptation;
import org.sinopia.train.adapt.AlignConfig;
import org.sinopia.train.adapt.Estimate;
import org.sinopia.train.adapt.ScanLook;
import org.sinopia.train.cli.option.CubeOptions;
import org.sinopia.train.cli.option.DeviceOption;
import org.sinopia.train.cli.option.PaintOption;
import org.sinopia.train.cli.option.SynthesisOption;
import org.sinopia.train.cli.output.Json;
import org.sinopia.train.cli.output.OutputFolder;
import org.sinopia.train.cli.output.ProgressDisplay;
import org.sinopia.train.cli.output.TrainingDisplay;
import org.sinopia.train.data.ImageSplit;
import org.sinopia.train.data.PictureVariation;
import org.sinopia.train.run.RunListener;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.instrument.Instrument;
import org.sinopia.xrf.paint.GroundKind;
import org.sinopia.xrf.painting.Painter;
import org.sinopia.xrf.picture.Picture;
import org.sinopia.xrf.picture.Shrinking;
import org.sinopia.xrf.pigment.PigmentLibrary;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sinopia adapt}: a model fitted to one scan. */
@Command(
    name = "adapt",
    description =
        "Fits a trained model to one scan of which no colours are known: estimates its instrument,"
            + " ground and pigments, simulates paintings like it, and trains on them and on the"
            + " scan.")
final class AdaptCommand implements Callable<Integer> {
  @Parameters(paramLabel = "CUBE", description = "A calibrated cube of any format that info reads.")
  private Path file;

  @Mixin private RecolouringModel models;

  @Option(
      names = "--out",
      paramLabel = "RUN",
      description = "Folder for the adapted model, which recolour --model takes, and report.html.")
  private Path out;

  @Option(
      names = "--look",
      description = "Only print what the scan is taken for; neither --out nor a model is needed.")
  private boolean lookOnly;

  @Option(
      names = "--palette",
      paramLabel = "NAME",
      description = "Palette of the library that it is painted with (by the elements found).")
  private String palette;

  @Option(
      names = "--pigments",
      paramLabel = "FILE.json",
      description = "Pigments and palettes of your own, added to the library.")
  private Path pigments;

  @Option(
      names = "--instrument",
      paramLabel = "NAME|FILE",
      description = "chnet, m6, crono, elio, generic, or the JSON of one (by the scan itself).")
  private String instrument;

  @Option(
      names = "--ground",
      paramLabel = "NAME",
      description =
          "plaster, chalk, gesso, lead-white, bole or bare (those that explain the scan).")
  private String ground;

  @Option(
      names = "--images",
      arity = "1..*",
      paramLabel = "IMAGE",
      description =
          "Pictures, or folders of them, of which parts are simulated (procedural paintings).")
  private List<Path> images = List.of();

  @Option(
      names = "--paintings",
      paramLabel = "N",
      description = "How many paintings are simulated (640).")
  private int paintings = AdaptConfig.DEFAULT.paintings();

  @Option(
      names = "--side",
      paramLabel = "PIXELS",
      description = "A side of those, at least 44 (48).")
  private int side = AdaptConfig.DEFAULT.side();

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Steps of the embedder's training; the recolourer's has half as many (1200).")
  private int steps = AdaptConfig.DEFAULT.steps();

  @Option(
      names = "--align",
      defaultValue = "latent",
      description =
          "The features that a domain classifier makes alike: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
  private AlignConfig.Domain domain;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Seed of all randomness (${DEFAULT-VALUE}).")
  private long seed;

  @Mixin private DeviceOption device;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private CubeOptions cubeOptions;

  @Spec private CommandSpec spec;

  /** The output of {@code --look}. */
  private record Looked(List<Estimate> estimates) {}

  @Override
  public Integer call() throws IOException {
    PigmentLibrary library =
        pigments == null ? PigmentLibrary.builtin() : PigmentLibrary.builtin().with(pigments);
    ScanLook.Known known = known(library);
    Optional<GroundKind> kind = Optional.ofNullable(ground).map(GroundKind::of);
    AdaptConfig config = config();
    if (lookOnly) {
      return look(library, known);
    }
    check();
    Adaptation.Result result;
    try (RecolouringModel.Opened opened = models.open(spec.commandLine().getErr());
        ProgressDisplay display = new ProgressDisplay(spec.commandLine().getErr(), json);
        DataCube cube = cubeOptions.open(file)) {
      result =
          new Adaptation(
                  opened.embedder(),
                  opened.recolourer(),
                  library,
                  config,
                  device.device(),
                  watcher(display))
              .run(
                  cube,
                  file.toString(),
                  new Adaptation.Wishes(known, kind, pictures(), images.isEmpty()),
                  out);
    }
    if (json) {
      spec.commandLine().getOut().println(Json.write(result));
    } else {
      spec.commandLine().getOut().println(out + ": " + result.verdict());
    }
    return ExitCode.OK;
  }

  private ScanLook.Known known(PigmentLibrary library) throws IOException {
    if (palette != null) {
      try {
        library.palette(palette);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("--palette: " + e.getMessage(), e);
      }
    }
    Optional<Instrument> given =
        instrument == null ? Optional.empty() : Optional.of(PaintOption.named(instrument, ""));
    return new ScanLook.Known(given, Optional.ofNullable(palette));
  }

  private AdaptConfig config() {
    try {
      return new AdaptConfig(
          paintings,
          side,
          steps,
          AdaptConfig.DEFAULT.stacks(),
          AdaptConfig.DEFAULT.trials(),
          AdaptConfig.DEFAULT.kept(),
          AdaptConfig.DEFAULT.batch(),
          domain,
          seed);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--" + e.getMessage(), e);
    }
  }

  private int look(PigmentLibrary library, ScanLook.Known known) throws IOException {
    List<Estimate> estimates;
    try (DataCube cube = cubeOptions.open(file)) {
      estimates = ScanLook.of(cube, library, known).estimates();
    } catch (IllegalArgumentException e) {
      throw cubeOptions.named(file, e);
    }
    if (json) {
      spec.commandLine().getOut().println(Json.write(new Looked(estimates)));
    } else {
      estimates.forEach(e -> spec.commandLine().getOut().println(e.line()));
    }
    return ExitCode.OK;
  }

  private void check() throws IOException {
    if (out == null) {
      throw new IllegalArgumentException("--out: missing, expected the folder of the run");
    }
    OutputFolder.check(out);
    if (Files.isDirectory(out) && !Files.exists(out.resolve(Adaptation.RESULT))) {
      try (Stream<Path> files = Files.list(out)) {
        if (files.findAny().isPresent()) {
          throw new IllegalArgumentException(
              "--out: " + out + " holds other things, expected a new folder or one of adapt");
        }
      }
    } else if (Files.exists(out) && !Files.isDirectory(out)) {
      throw new IllegalArgumentException("--out: " + out + " is not a folder");
    }
  }

  /**
   * The pictures to paint: parts of the given ones in turns, somewhat varied, or of procedural
   * ones.
   */
  private SequencedMap<String, Supplier<Picture>> pictures() throws IOException {
    SequencedMap<String, Supplier<Picture>> pictures = new LinkedHashMap<>();
    if (images.isEmpty()) {
      for (int i = 0; i < paintings; i++) {
        long own = seed * 1000 + i;
        pictures.put(
            "painting-" + i,
            () -> PictureVariation.of(Painter.paint(2 * side, 2 * side, own), side, own));
      }
      return pictures;
    }
    SequencedMap<String, Picture> given = new LinkedHashMap<>();
    for (Map.Entry<String, Path> image : SynthesisOption.named(images).entrySet()) {
      given.put(image.getKey(), shrunk(image.getValue()));
    }
    for (int scan = 1; pictures.size() < paintings; scan++) {
      for (Map.Entry<String, Picture> picture : given.entrySet()) {
        if (pictures.size() < paintings) {
          String name = scan == 1 ? picture.getKey() : picture.getKey() + ImageSplit.SCAN + scan;
          long own = seed * 1000 + pictures.size();
          pictures.put(name, () -> PictureVariation.of(picture.getValue(), side, own));
        }
      }
    }
    return pictures;
  }

  private Picture shrunk(Path image) throws IOException {
    Picture picture = Shrinking.toShorterSide(Picture.read(image), PictureVariation.ZOOM * side);
    if (Math.min(picture.height(), picture.width()) < Math.min(side, 44)) {
      throw new IllegalArgumentException(
          "%s: %d x %d pixels, expected at least 44 a side"
              .formatted(image, picture.height(), picture.width()));
    }
    return picture;
  }

  private AdaptWatcher watcher(ProgressDisplay display) {
    return new AdaptWatcher() {
      @Override
      public void estimate(Estimate estimate) {
        if (!json) {
          spec.commandLine().getOut().println(estimate.line());
        }
      }

      @Override
      public void stage(String name) {
        display.stage(name);
      }

      @Override
      public List<RunListener> training(String unit, int batch, String score) {
        return List.of(
            new TrainingDisplay(unit, batch, score, display, spec.commandLine().getErr()));
      }
    };
  }
}
