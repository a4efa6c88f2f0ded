package org.sinopia.train.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.sinopia.nn.model.Recolourer;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.train.data.LatentImage;
import org.sinopia.train.inference.ColourSpread;
import org.sinopia.train.inference.CubeEmbedder;
import org.sinopia.train.inference.MissingLatents;
import org.sinopia.train.inference.ModelFolder;
import org.sinopia.train.inference.SpreadPicture;
import org.sinopia.train.inference.TiledRecolourer;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.MissingPixels;
import org.sinopia.xrf.picture.Picture;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sinopia recolour}: a picture from a cube. */
@Command(
    name = "recolour",
    aliases = "recolor",
    description =
        "The colours of a painting from its X-ray fluorescence cube, of any size, by trained models.")
final class RecolourCommand implements Callable<Integer> {
  @Parameters(paramLabel = "CUBE", description = "A cube of any format that info reads.")
  private Path file;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "RUN",
      description = "Run of train-recolourer, or its folder model.")
  private Path model;

  @Option(
      names = "--embedder",
      paramLabel = "RUN",
      description = "Run of train-embedder, or its folder model; by default the one in the model.")
  private Path embedder;

  @Option(names = "--out", required = true, paramLabel = "FILE.png", description = "The picture.")
  private Path out;

  @Option(
      names = "--uncertainty",
      paramLabel = "FILE.png",
      description =
          "How uncertain each pixel is: the spread of its colour over recolourings of latents from the posterior, dropout at work; black is none, white the 99.5th percentile.")
  private Path uncertainty;

  @Option(
      names = "--samples",
      defaultValue = "16",
      description = "Recolourings that the spread is of (${DEFAULT-VALUE}).")
  private int samples;

  @Option(
      names = "--tile",
      defaultValue = "" + TiledRecolourer.DEFAULT_TILE,
      description = "Pixels along a side of what is recoloured at once (${DEFAULT-VALUE}).")
  private int tile;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Of the samples of --uncertainty (${DEFAULT-VALUE}).")
  private long seed;

  @Mixin private DeviceOption device;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private CubeOptions cubeOptions;

  @Spec private CommandSpec spec;

  /**
   * What was made.
   *
   * @param uncertainty numbers of the spread; null if it was not asked for
   */
  private record Made(
      String picture,
      int height,
      int width,
      String embedderSha256,
      String modelSha256,
      Integer samples,
      SpreadPicture.Scale uncertainty) {}

  @Override
  public Integer call() throws IOException {
    if (samples < 2) {
      throw new IllegalArgumentException("--samples: " + samples + ", expected at least 2");
    }
    if (tile < 16) {
      throw new IllegalArgumentException("--tile: " + tile + ", expected at least 16");
    }
    OutputFile.check(out, file);
    if (uncertainty != null) {
      OutputFile.check(uncertainty, file);
      if (uncertainty.toAbsolutePath().normalize().equals(out.toAbsolutePath().normalize())) {
        throw new IllegalArgumentException(
            "--uncertainty: " + uncertainty + ", expected another file than --out");
      }
    }
    ModelFolder recolourer = ModelFolder.open(model);
    ModelFolder embedding = embedding(recolourer);
    int channels = recolourer.recolourer().config().channels();
    if (embedding.embedder().config().latent() != channels) {
      throw new IllegalArgumentException(
          "%s: latent of %d dimensions, expected %d as the input of %s"
              .formatted(
                  embedding.folder(),
                  embedding.embedder().config().latent(),
                  channels,
                  recolourer.folder()));
    }
    Made made;
    try (DataCube cube = cubeOptions.open(file)) {
      made = recolour(cube, embedding, recolourer);
    }
    spec.commandLine().getOut().println(json ? Json.write(made) : line(made));
    return ExitCode.OK;
  }

  private ModelFolder embedding(ModelFolder recolourer) throws IOException {
    recolourer.recolourer();
    var own = recolourer.ownEmbedder();
    if (embedder == null) {
      return own.orElseThrow(
          () ->
              new IllegalArgumentException(
                  "--embedder: missing, and " + recolourer.folder() + " holds no embedder"));
    }
    ModelFolder given = ModelFolder.open(embedder);
    given.embedder();
    if (own.isPresent() && !own.get().sha256().equals(given.sha256())) {
      spec.commandLine()
          .getErr()
          .println(
              "sinopia recolour: --embedder: "
                  + given.folder()
                  + " is not the one that "
                  + recolourer.folder()
                  + " was trained with; colours may mean nothing");
    }
    return given;
  }

  private Made recolour(DataCube cube, ModelFolder embedding, ModelFolder folder)
      throws IOException {
    Device on = device.device();
    int height = cube.header().height();
    int width = cube.header().width();
    long pixels = cube.header().pixels();
    String name = file.toString();
    MissingPixels missing = missing(cube);
    try (ProgressDisplay display = new ProgressDisplay(spec.commandLine().getErr(), json);
        CubeEmbedder encoder = CubeEmbedder.open(embedding, on);
        Scope weights = Scope.open(on)) {
      Recolourer loaded = folder.loadRecolourer(weights);
      try (TiledRecolourer tiles = new TiledRecolourer(loaded, on, tile)) {
        if (uncertainty == null) {
          LatentImage latent;
          try (ProgressDisplay.Task progress = display.begin("embed", pixels)) {
            latent = encoder.embed(cube, name, progress::step);
          }
          MissingLatents.fill(latent, missing);
          paint(tiles, latent, missing, display);
          return made(embedding, folder, height, width, null);
        }
        CubeEmbedder.Posterior posterior;
        try (ProgressDisplay.Task progress = display.begin("embed", pixels)) {
          posterior = encoder.posterior(cube, name, progress::step);
        }
        MissingLatents.fill(posterior.mean(), missing);
        MissingLatents.fill(posterior.deviation(), missing);
        paint(tiles, posterior.mean(), missing, display);
        SpreadPicture spread;
        try (ProgressDisplay.Task progress = display.begin("uncertainty", samples * pixels)) {
          spread =
              new SpreadPicture(
                  height,
                  width,
                  ColourSpread.of(loaded, tiles, posterior, on, samples, seed, progress::step));
        }
        spread.writePng(uncertainty);
        return made(embedding, folder, height, width, spread.scale());
      }
    }
  }

  private MissingPixels missing(DataCube cube) throws IOException {
    try {
      return MissingPixels.of(cube);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  private void paint(
      TiledRecolourer tiles, LatentImage latent, MissingPixels missing, ProgressDisplay display)
      throws IOException {
    long pixels = (long) latent.height() * latent.width();
    try (ProgressDisplay.Task progress = display.begin("recolour", pixels)) {
      Picture picture =
          Picture.of(latent.height(), latent.width(), tiles.recolour(latent, seed, progress::step));
      if (missing.count() == 0) {
        picture.writePng(out);
      } else {
        picture.writePng(out, missing::isMissing);
      }
    }
  }

  private Made made(
      ModelFolder embedding, ModelFolder folder, int height, int width, SpreadPicture.Scale scale)
      throws IOException {
    return new Made(
        out.toString(),
        height,
        width,
        embedding.sha256(),
        folder.sha256(),
        scale == null ? null : samples,
        scale);
  }

  private static String line(Made made) {
    String picture = "%s: %d x %d pixels".formatted(made.picture(), made.height(), made.width());
    return made.uncertainty() == null
        ? picture
        : picture
            + String.format(
                Locale.ROOT,
                "; colours spread by %.4f in the mean, %.4f is white",
                made.uncertainty().mean(),
                made.uncertainty().white());
  }
}
