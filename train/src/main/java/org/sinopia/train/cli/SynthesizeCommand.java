package org.sinopia.train.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import org.sinopia.train.data.SyntheticPainting;
import org.sinopia.xrf.colour.Srgb;
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
    description = "Makes a synthetic X-ray fluorescence cube of each picture, after ganX.")
final class SynthesizeCommand implements Callable<Integer> {
  @Parameters(paramLabel = "IMAGE", arity = "1..*", description = "Pictures, or folders of them.")
  private List<Path> images;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description =
          "Where the cubes go: NAME.h5 of each picture, and what is true of it: NAME.png,"
              + " NAME-clustered.png, NAME-dominant.npy.")
  private Path out;

  @Mixin private SynthesisOption synthesis;

  @Option(names = "--threads", description = "How many threads draw (default: one for each core).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  /**
   * A cube made.
   *
   * @param silhouette of its clusters of colours; null if there is one colour only
   */
  private record Made(
      String image,
      String cube,
      int height,
      int width,
      int bins,
      String type,
      List<String> colours,
      Double silhouette) {}

  @Override
  public Integer call() throws IOException {
    if (threads < 1) {
      throw new IllegalArgumentException("--threads: " + threads + ", expected at least 1");
    }
    synthesis.check();
    SequencedMap<String, Path> pictures = SynthesisOption.named(images);
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
        made.add(made(entry.getValue(), file, cube, painting.surface().clusters()));
        if (!json) {
          Made last = made.getLast();
          lines.printf(
              "%s: %d x %d pixels x %d bins, %d colours%n",
              last.cube(), last.height(), last.width(), last.bins(), last.colours().size());
        }
      }
    }
    if (json) {
      lines.println(Json.write(made));
    }
    return ExitCode.OK;
  }

  private static Made made(Path image, Path file, SyntheticCube cube, ColourClusters colours) {
    double silhouette = colours.silhouette();
    return new Made(
        image.toString(),
        file.toString(),
        cube.header().height(),
        cube.header().width(),
        cube.header().bins(),
        cube.header().type().label(),
        colours.colours().stream().map(Srgb::toHex).toList(),
        Double.isNaN(silhouette) ? null : silhouette);
  }
}
