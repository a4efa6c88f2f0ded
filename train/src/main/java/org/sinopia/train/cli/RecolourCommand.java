package org.sinopia.train.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.sinopia.train.cli.option.CubeOptions;
import org.sinopia.train.cli.option.DeviceOption;
import org.sinopia.train.cli.output.Json;
import org.sinopia.train.cli.output.OutputFile;
import org.sinopia.train.cli.output.ProgressDisplay;
import org.sinopia.train.inference.Hatching;
import org.sinopia.train.inference.ScanRecolouring;
import org.sinopia.train.inference.SpreadPicture;
import org.sinopia.train.inference.StoredLatents;
import org.sinopia.train.inference.TiledRecolourer;
import org.sinopia.train.model.ModelFolder;
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
  /** A share of foreign pixels above which one line says so. */
  private static final double MANY = 0.1;

  @Parameters(paramLabel = "CUBE", description = "A cube of any format that info reads.")
  private Path file;

  @Mixin private RecolouringModel models;

  @Option(names = "--out", required = true, paramLabel = "FILE.png", description = "The picture.")
  private Path out;

  @Option(
      names = "--uncertainty",
      paramLabel = "FILE.png",
      description =
          "How uncertain each pixel is, black where it is certain: the CIEDE2000 within which the true colour lies in 90 of 100 pixels; of a model for which that was not measured, the spread of the colour over recolourings of latents from the posterior.")
  private Path uncertainty;

  @Option(
      names = "--latents",
      paramLabel = "DIR",
      description = "The output of embed for this cube, which is then not embedded again.")
  private Path latents;

  @Option(
      names = "--samples",
      defaultValue = "16",
      description = "Recolourings that the spread is of (${DEFAULT-VALUE}).")
  private int samples;

  @Option(
      names = "--no-hatching",
      description = "Leave foreign pixels as they are, rather than hatch them.")
  private boolean plain;

  @Option(
      names = "--tile",
      defaultValue = "" + TiledRecolourer.DEFAULT_TILE,
      description = "Pixels along a side of what is recoloured at once (${DEFAULT-VALUE}).")
  private int tile;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Seed of the samples of --uncertainty (${DEFAULT-VALUE}).")
  private long seed;

  @Mixin private DeviceOption device;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private CubeOptions cubeOptions;

  @Spec private CommandSpec spec;

  /**
   * The output.
   *
   * @param samples that the uncertainty is a spread of; null if it is none
   * @param uncertainty its numbers; null if it was not asked for
   * @param level probability that the true colour lies within the interval; null if unmeasured
   * @param interval numbers of its radius over pixels, ΔE00; null if unmeasured
   * @param foreignShare share of pixels unlike those of the training, 1 if the scan as a whole is;
   *     null if unmeasured
   * @param scanNovelty above 1 if the scan as a whole is unlike those of the training; null if
   *     unmeasured
   * @param adversarial whether the model invents detail that the scan does not hold
   */
  private record Made(
      String picture,
      int height,
      int width,
      String embedderSha256,
      String modelSha256,
      Integer samples,
      SpreadPicture.Scale uncertainty,
      Double level,
      SpreadPicture.Scale interval,
      Double foreignShare,
      Double scanNovelty,
      boolean adversarial) {}

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
    Made made;
    try (RecolouringModel.Opened opened = models.open(spec.commandLine().getErr());
        DataCube cube = cubeOptions.open(file)) {
      made = recolour(cube, opened.embedder(), opened.recolourer());
      cubeOptions.warnIfUncalibrated(file, cube.header());
    }
    spec.commandLine().getOut().println(json ? Json.write(made) : line(made));
    if (made.adversarial()) {
      warnOfInvention();
    }
    if (made.scanNovelty() != null && made.scanNovelty() > 1) {
      spec.commandLine()
          .getErr()
          .printf(
              Locale.ROOT,
              "sinopia recolour: %s: as a whole unlike the scans that the model was trained on"
                  + " (%.1f times as far off as all but 1 in 100 of them); sinopia adapt fits the"
                  + " model to this scan%n",
              file,
              made.scanNovelty());
    } else if (made.foreignShare() != null && made.foreignShare() > MANY) {
      spec.commandLine()
          .getErr()
          .printf(
              Locale.ROOT,
              "sinopia recolour: %s: %.0f %% of its pixels are unlike those that the model was"
                  + " trained on; sinopia adapt fits the model to this scan%n",
              file,
              100 * made.foreignShare());
    }
    return ExitCode.OK;
  }

  /** A picture must not be mistaken for what the scan holds. */
  private void warnOfInvention() {
    spec.commandLine()
        .getErr()
        .printf(
            "sinopia recolour: %s: by a model that was trained against a discriminator: it invents"
                + " detail that the scan does not hold%n",
            out);
  }

  private Made recolour(DataCube cube, ModelFolder embedding, ModelFolder folder)
      throws IOException {
    long pixels = cube.header().pixels();
    String name = file.toString();
    MissingPixels missing = missing(cube);
    try (ProgressDisplay display = new ProgressDisplay(spec.commandLine().getErr(), json);
        ScanRecolouring recolouring =
            ScanRecolouring.open(embedding, folder, device.device(), tile)) {
      if (latents != null) {
        recolouring.use(StoredLatents.open(latents, embedding.sha256()));
      }
      ScanRecolouring.Coloured result;
      try (ProgressDisplay.Task progress = display.begin("recolour", 2 * pixels)) {
        result = recolouring.colours(cube, name, missing, progress::step, progress::step);
      }
      write(result, missing);
      SpreadPicture.Scale interval =
          result.judgement().map(j -> radii(result.picture(), j).scale()).orElse(null);
      SpreadPicture.Scale scale = null;
      if (uncertainty != null && result.judgement().isPresent()) {
        radii(result.picture(), result.judgement().get()).writePng(uncertainty);
        scale = interval;
      } else if (uncertainty != null) {
        try (ProgressDisplay.Task progress = display.begin("uncertainty", samples * pixels)) {
          SpreadPicture spread =
              new SpreadPicture(
                  result.picture().height(),
                  result.picture().width(),
                  recolouring.spread(
                      cube, name, missing, device.device(), samples, seed, progress::step),
                  SpreadPicture.Unit.DEVIATION);
          spread.writePng(uncertainty);
          scale = spread.scale();
        }
      }
      return new Made(
          out.toString(),
          result.picture().height(),
          result.picture().width(),
          embedding.sha256(),
          folder.sha256(),
          uncertainty != null && result.judgement().isEmpty() ? samples : null,
          scale,
          result.judgement().map(ScanRecolouring.Judgement::level).orElse(null),
          interval,
          result.judgement().map(ScanRecolouring.Judgement::foreignShare).orElse(null),
          result
              .judgement()
              .map(ScanRecolouring.Judgement::scanNovelty)
              .filter(novelty -> novelty > 0)
              .orElse(null),
          folder.recolourer().adversarial());
    }
  }

  private static SpreadPicture radii(Picture picture, ScanRecolouring.Judgement judgement) {
    return new SpreadPicture(
        picture.height(), picture.width(), judgement.radius(), SpreadPicture.Unit.RADIUS);
  }

  private MissingPixels missing(DataCube cube) throws IOException {
    try {
      return MissingPixels.of(cube);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  private void write(ScanRecolouring.Coloured result, MissingPixels missing) throws IOException {
    Picture picture = result.picture();
    if (!plain && result.judgement().isPresent()) {
      picture = Hatching.over(picture, result.judgement().get()::foreign);
    }
    if (missing.count() == 0) {
      picture.writePng(out);
    } else {
      picture.writePng(out, missing::isMissing);
    }
  }

  private static String line(Made made) {
    String picture = "%s: %d x %d pixels".formatted(made.picture(), made.height(), made.width());
    if (made.interval() != null) {
      return picture
          + String.format(
              Locale.ROOT,
              "; the true colours lie within a CIEDE2000 of %.1f (median) in %.0f of 100 pixels;"
                  + " %.1f %% foreign",
              made.interval().median(),
              100 * made.level(),
              100 * made.foreignShare());
    }
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
