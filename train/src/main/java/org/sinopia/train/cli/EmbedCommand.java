package org.sinopia.train.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.sinopia.nn.ConfigJson;
import org.sinopia.train.cli.option.CubeOptions;
import org.sinopia.train.cli.option.DeviceOption;
import org.sinopia.train.cli.option.SynthesisOption;
import org.sinopia.train.cli.output.ProgressDisplay;
import org.sinopia.train.data.CubeSource;
import org.sinopia.train.data.SplitShares;
import org.sinopia.train.data.SyntheticPainting;
import org.sinopia.train.data.pairs.PairsManifest;
import org.sinopia.train.embedder.PairsWriter;
import org.sinopia.train.inference.CubeEmbedder;
import org.sinopia.train.inference.StoredLatents;
import org.sinopia.train.model.ModelFolder;
import org.sinopia.xrf.picture.Picture;
import org.sinopia.xrf.picture.PictureFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sinopia embed}: latents of cubes, with the pictures that belong to them. */
@Command(
    name = "embed",
    description =
        "Embeds every pixel of cubes and lists the latents with their pictures, as"
            + " train-recolourer and evaluate read them.")
final class EmbedCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "CUBE",
      arity = "0..*",
      description =
          "Cubes, or folders of them; NAME.png and such beside one are what is true of it.")
  private List<Path> cubes = List.of();

  @Option(
      names = "--synthesize",
      arity = "1..*",
      paramLabel = "IMAGE",
      description =
          "Pictures, or folders of them, whose synthetic cubes are embedded without being stored.")
  private List<Path> images = List.of();

  @Option(
      names = "--pictures",
      paramLabel = "DIR",
      description = "Photographs of the cubes, of the same names and sizes.")
  private Path pictures;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "RUN",
      description = "Run of train-embedder, or its folder model.")
  private Path model;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where latents, pictures and manifest.json go; earlier pairs are replaced.")
  private Path out;

  @Option(
      names = "--latents",
      paramLabel = "DIR",
      description = "The output of embed for these cubes; they are then not embedded again.")
  private Path latents;

  @Option(
      names = "--split-seed",
      defaultValue = "1",
      description = "Which pairs are for training, validation and test (${DEFAULT-VALUE}).")
  private long splitSeed;

  @Option(
      names = "--split-shares",
      paramLabel = "VALIDATION,TEST",
      split = ",",
      description = "Which shares of the pictures are for validation and test (0.2,0.1).")
  private List<Double> shares =
      List.of(SplitShares.DEFAULT.validation(), SplitShares.DEFAULT.test());

  @Mixin private CubeOptions cubeOptions;

  @Mixin private SynthesisOption synthesis;

  @Mixin private DeviceOption device;

  @Option(names = "--json", description = "Print JSON: the manifest.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (cubes.isEmpty() == images.isEmpty()) {
      throw new IllegalArgumentException("expected either cubes, or pictures after --synthesize");
    }
    if (!images.isEmpty()) {
      if (latents != null) {
        throw new IllegalArgumentException("--latents: expected cubes, not --synthesize");
      }
      if (pictures != null) {
        throw new IllegalArgumentException(
            "--pictures: those after --synthesize are themselves the true ones");
      }
      synthesis.check();
    }
    SequencedMap<String, Path> paintings = synthesis.scans(images);
    SequencedMap<String, CubeSource> stored = stored();
    ModelFolder folder = ModelFolder.open(model);
    List<String> names = new ArrayList<>(images.isEmpty() ? stored.keySet() : paintings.keySet());
    PairsManifest manifest;
    try (ProgressDisplay display = new ProgressDisplay(spec.commandLine().getErr(), json);
        CubeEmbedder embedder = CubeEmbedder.open(folder, device.device());
        PairsWriter pairs = PairsWriter.create(out, embedder, names, splitSeed, splitShares())) {
      if (latents != null) {
        embedder.use(StoredLatents.open(latents, folder.sha256()));
      }
      try (PaintingQueue queue = new PaintingQueue(paintings, synthesis::painting)) {
        while (queue.hasNext()) {
          embed(queue.next(), pairs, display);
        }
      }
      for (CubeSource cube : stored.values()) {
        embed(cube, pairs, display);
        cubeOptions.warnIfUncalibrated(cube.file().orElse(Path.of(cube.name())), cube.header());
      }
      manifest = pairs.finish(folder.sha256(), model.toString());
    }
    print(manifest);
    return ExitCode.OK;
  }

  private SplitShares splitShares() {
    if (shares.size() != 2) {
      throw new IllegalArgumentException(
          "--split-shares: %s, expected two numbers, such as 0.2,0.1"
              .formatted(shares.stream().map(String::valueOf).collect(Collectors.joining(","))));
    }
    return new SplitShares(shares.get(0), shares.get(1));
  }

  private void embed(SyntheticPainting painting, PairsWriter pairs, ProgressDisplay display)
      throws IOException {
    long pixels = painting.cube().header().pixels();
    try (ProgressDisplay.Task progress = display.begin("embed " + painting.name(), pixels)) {
      pairs.add(painting, progress::step);
    }
  }

  private void embed(CubeSource cube, PairsWriter pairs, ProgressDisplay display)
      throws IOException {
    try (ProgressDisplay.Task progress =
        display.begin("embed " + cube.name(), cube.header().pixels())) {
      pairs.add(
          cube,
          pictures == null ? truth(cube) : photograph(cube),
          beside(cube, SyntheticPainting.CLUSTERED),
          progress::step);
    }
  }

  private void print(PairsManifest manifest) {
    PrintWriter lines = spec.commandLine().getOut();
    if (json) {
      lines.println(ConfigJson.write(manifest));
      return;
    }
    for (PairsManifest.Entry pair : manifest.pairs()) {
      lines.printf(
          "%s: %d x %d pixels, for %s%s%n",
          out.resolve(pair.latent()),
          pair.height(),
          pair.width(),
          pair.split().label(),
          pair.picture() == null ? ", without a picture" : "");
    }
  }

  private SequencedMap<String, CubeSource> stored() throws IOException {
    SequencedMap<String, CubeSource> stored = new LinkedHashMap<>();
    for (Path cube : cubes) {
      List<CubeSource> given =
          Files.isDirectory(cube)
              ? CubeSource.inFolder(cube, cubeOptions::open)
              : List.of(CubeSource.of(cube, cubeOptions::open));
      for (CubeSource source : given) {
        if (stored.putIfAbsent(source.name(), source) != null) {
          throw new IllegalArgumentException(
              cube + ": another cube is named " + source.name() + " as well");
        }
      }
    }
    return stored;
  }

  /** The picture beside a cube: as painted where that has another name. */
  private static Optional<Picture> truth(CubeSource cube) throws IOException {
    Optional<Picture> painted = beside(cube, SyntheticPainting.PAINTED);
    return painted.isPresent() ? painted : beside(cube, ".png");
  }

  /** A picture beside a cube, if it is one of the cube and no mere sketch of another size. */
  private static Optional<Picture> beside(CubeSource cube, String ending) throws IOException {
    Optional<Path> file = cube.beside(ending);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    Picture picture = Picture.read(file.get());
    return fits(picture, cube) ? Optional.of(picture) : Optional.empty();
  }

  private Optional<Picture> photograph(CubeSource cube) throws IOException {
    for (Path file : PictureFolder.list(pictures)) {
      if (CubeSource.stem(file).equals(cube.name())) {
        Picture picture = Picture.read(file);
        if (!fits(picture, cube)) {
          throw new IllegalArgumentException(
              "%s: %d x %d pixels, expected %d x %d as the cube has"
                  .formatted(
                      file,
                      picture.height(),
                      picture.width(),
                      cube.header().height(),
                      cube.header().width()));
        }
        return Optional.of(picture);
      }
    }
    return Optional.empty();
  }

  private static boolean fits(Picture picture, CubeSource cube) {
    return picture.height() == cube.header().height() && picture.width() == cube.header().width();
  }
}
