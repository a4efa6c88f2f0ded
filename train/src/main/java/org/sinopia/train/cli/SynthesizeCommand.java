package org.sinopia.train.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.sinopia.xrf.colour.Srgb;
import org.sinopia.xrf.painting.PictureFolder;
import org.sinopia.xrf.picture.Picture;
import org.sinopia.xrf.synthesis.ColourClusters;
import org.sinopia.xrf.synthesis.CubeSynthesis;
import org.sinopia.xrf.synthesis.OverPainting;
import org.sinopia.xrf.synthesis.PaintedPicture;
import org.sinopia.xrf.synthesis.PigmentMixing;
import org.sinopia.xrf.synthesis.SpectrumMap;
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
      description = "Where the cubes go, one .h5 named as each picture.")
  private Path out;

  @Mixin private PaletteOption palette;

  @Option(
      names = "--threshold",
      defaultValue = "0.6",
      description = "Least similarity of a pigment that takes part in a colour (${DEFAULT-VALUE}).")
  private double threshold;

  @Option(
      names = "--clusters",
      defaultValue = "10",
      description = "Middle of the range of numbers of colours (${DEFAULT-VALUE}).")
  private int clusters;

  @Option(
      names = "--cluster-spread",
      defaultValue = "2",
      description = "How far the range reaches to both sides (${DEFAULT-VALUE}).")
  private int spread;

  @Option(
      names = "--hidden",
      paramLabel = "IMAGE",
      description = "A picture of the same size that lies under each.")
  private Path hidden;

  @Mixin private ScanOption scan;

  @Option(names = "--seed", defaultValue = "1", description = "Of all chance (${DEFAULT-VALUE}).")
  private long seed;

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
    if (hidden != null && !palette.isSimulated()) {
      throw new IllegalArgumentException(
          "--hidden: layers are simulated from chemistry, expected no --palette");
    }
    var conditions = scan.conditions();
    Map<Path, Path> cubes = cubes();
    PigmentMixing mixing = new PigmentMixing(palette.palette(), threshold);
    OutputFolder.create(out);
    List<Made> made = new ArrayList<>();
    PrintWriter lines = spec.commandLine().getOut();
    for (Map.Entry<Path, Path> entry : cubes.entrySet()) {
      PaintedPicture surface = painted(entry.getKey(), mixing);
      SpectrumMap map =
          hidden == null
              ? surface
              : new OverPainting(surface, painted(hidden, mixing), palette.chemistry());
      SyntheticCube cube = new SyntheticCube(map, conditions, seed);
      long pixels = cube.header().pixels();
      String name = entry.getKey().getFileName().toString();
      try (Progress progress = Progress.of(name, pixels, json)) {
        CubeSynthesis.write(cube, entry.getValue(), threads, progress::step);
      }
      made.add(made(entry.getKey(), entry.getValue(), cube, surface.clusters()));
      if (!json) {
        Made last = made.getLast();
        lines.printf(
            "%s: %d x %d pixels x %d bins, %d colours%n",
            last.cube(), last.height(), last.width(), last.bins(), last.colours().size());
      }
    }
    if (json) {
      lines.println(Json.write(made));
    }
    return ExitCode.OK;
  }

  /** Where the cube of each picture goes. */
  private Map<Path, Path> cubes() throws IOException {
    List<Path> pictures = new ArrayList<>();
    for (Path image : images) {
      if (!Files.exists(image)) {
        throw new NoSuchFileException(image.toString());
      }
      if (Files.isDirectory(image)) {
        List<Path> found = PictureFolder.list(image);
        if (found.isEmpty()) {
          throw new IllegalArgumentException(image + ": no pictures in this folder");
        }
        pictures.addAll(found);
      } else {
        pictures.add(image);
      }
    }
    Map<Path, Path> cubes = new LinkedHashMap<>();
    Map<Path, Path> taken = new LinkedHashMap<>();
    for (Path picture : pictures) {
      String name = picture.getFileName().toString();
      int dot = name.lastIndexOf('.');
      Path cube = out.resolve((dot > 0 ? name.substring(0, dot) : name) + ".h5");
      Path other = taken.putIfAbsent(cube, picture);
      if (other != null && !other.equals(picture)) {
        throw new IllegalArgumentException(
            "%s and %s would both become %s".formatted(other, picture, cube));
      }
      cubes.put(picture, cube);
    }
    return cubes;
  }

  private PaintedPicture painted(Path image, PigmentMixing mixing) throws IOException {
    Picture picture = Picture.read(image);
    return new PaintedPicture(picture, ColourClusters.of(picture, clusters, spread, seed), mixing);
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
