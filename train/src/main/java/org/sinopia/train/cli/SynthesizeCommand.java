package org.sinopia.train.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import org.sinopia.tensor.file.PendingFile;
import org.sinopia.train.cli.option.SynthesisOption;
import org.sinopia.train.cli.output.Json;
import org.sinopia.train.cli.output.OutputFolder;
import org.sinopia.train.cli.output.ProgressDisplay;
import org.sinopia.train.data.SyntheticPainting;
import org.sinopia.xrf.colour.Srgb;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.paint.ContactSheet;
import org.sinopia.xrf.paint.Materials;
import org.sinopia.xrf.paint.ScannedSurface;
import org.sinopia.xrf.pigment.LibraryPigment;
import org.sinopia.xrf.synthesis.ColourClusters;
import org.sinopia.xrf.synthesis.CubeSynthesis;
import org.sinopia.xrf.synthesis.SyntheticCube;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sinopia synthesize}: cubes from pictures. */
@Command(
    name = "synthesize",
    description =
        "Paints each picture with pigments and scans it: synthetic X-ray fluorescence cubes.")
final class SynthesizeCommand implements Callable<Integer> {
  @Parameters(paramLabel = "IMAGE", arity = "1..*", description = "Pictures, or folders of them.")
  private List<Path> images;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description =
          "Where the cubes go: NAME.h5 of each picture, and what is true of it: NAME.png,"
              + " NAME-dominant.npy, and NAME-paint.json with its maps, or NAME-clustered.png.")
  private Path out;

  @Mixin private SynthesisOption synthesis;

  @Option(
      names = "--sheet",
      description =
          "Also draw NAME-sheet.png: the original, what was painted, its recipes, and maps of the"
              + " three elements that tell most.")
  private boolean sheet;

  @Option(names = "--threads", description = "How many threads draw (default: one for each core).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  /**
   * A cube made.
   *
   * @param colours of its clusters; null unless ganX made it
   * @param silhouette of these; null if there is one colour only
   * @param paint what it was painted with; null if ganX made it
   */
  private record Made(
      String image,
      String cube,
      int height,
      int width,
      int bins,
      String type,
      List<String> colours,
      Double silhouette,
      Paint paint) {}

  /** The materials of a picture. */
  private record Paint(
      String era,
      List<String> pigments,
      String ground,
      String binder,
      int recipes,
      int stacks,
      String instrument,
      double photons) {}

  @Override
  public Integer call() throws IOException {
    if (threads < 1) {
      throw new IllegalArgumentException("--threads: " + threads + ", expected at least 1");
    }
    synthesis.check();
    if (sheet && synthesis.isGanx()) {
      throw new IllegalArgumentException("--sheet: belongs to --paint paint only");
    }
    SequencedMap<String, Path> pictures = synthesis.scans(images);
    OutputFolder.check(out);
    List<Made> made = new ArrayList<>();
    PrintWriter lines = spec.commandLine().getOut();
    try (ProgressDisplay display = new ProgressDisplay(spec.commandLine().getErr(), json)) {
      for (Map.Entry<String, Path> entry : pictures.entrySet()) {
        SyntheticPainting painting = synthesis.painting(entry.getKey(), entry.getValue());
        SyntheticCube cube = painting.cube();
        OutputFolder.create(out);
        Path file = out.resolve(painting.name() + ".h5");
        String name = entry.getValue().getFileName().toString();
        try (ProgressDisplay.Task progress =
            display.begin("synthesize " + name, cube.header().pixels())) {
          CubeSynthesis.write(cube, file, threads, progress::step);
        }
        painting.writeTruth(out, entry.getValue());
        if (sheet) {
          draw(painting);
        }
        made.add(made(entry.getValue(), file, painting));
        if (!json) {
          Made last = made.getLast();
          lines.printf(
              "%s: %d x %d pixels x %d bins, %s%n",
              last.cube(), last.height(), last.width(), last.bins(), summary(last));
        }
      }
    }
    if (json) {
      lines.println(Json.write(made));
    }
    return ExitCode.OK;
  }

  private void draw(SyntheticPainting painting) throws IOException {
    if (painting.origin() instanceof SyntheticPainting.Paint paint) {
      BufferedImage drawn = ContactSheet.of(paint.original(), paint.scan(), painting.cube());
      PendingFile.write(
          out.resolve(painting.name() + "-sheet.png"),
          file -> ImageIO.write(drawn, "png", file.toFile()));
    }
  }

  private static String summary(Made made) {
    return made.paint() == null
        ? made.colours().size() + " colours"
        : "%d recipes of %d %s pigments on %s"
            .formatted(
                made.paint().recipes(),
                made.paint().pigments().size(),
                made.paint().era(),
                made.paint().ground());
  }

  private static Made made(Path image, Path file, SyntheticPainting painting) {
    CubeHeader header = painting.cube().header();
    List<String> colours = null;
    Double silhouette = null;
    Paint paint = null;
    switch (painting.origin()) {
      case SyntheticPainting.Clusters clusters -> {
        ColourClusters found = clusters.surface().clusters();
        colours = found.colours().stream().map(Srgb::toHex).toList();
        silhouette = Double.isNaN(found.silhouette()) ? null : found.silhouette();
      }
      case SyntheticPainting.Paint painted -> paint = paint(painted.scan());
    }
    return new Made(
        image.toString(),
        file.toString(),
        header.height(),
        header.width(),
        header.bins(),
        header.type().label(),
        colours,
        silhouette,
        paint);
  }

  private static Paint paint(ScannedSurface scan) {
    Materials materials = scan.surface().materials();
    return new Paint(
        materials.era(),
        materials.pigments().stream().map(LibraryPigment::name).toList(),
        materials.ground().label(),
        materials.binder().label(),
        scan.surface().recipes().size(),
        scan.surface().stacks().size(),
        scan.instrument().name(),
        scan.meanCounts());
  }
}
