package org.sinopia.train.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import org.sinopia.tensor.PendingFile;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.LineWindow;
import org.sinopia.xrf.physics.Detector;
import org.sinopia.xrf.physics.Element;
import org.sinopia.xrf.physics.Spectrometer;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sinopia map}: where an element is. */
@Command(
    name = "map",
    description =
        "Where an element is: the net counts of one of its lines as a grey picture, white at the 99.5th percentile.")
final class MapCommand implements Callable<Integer> {
  private static final double WHITE = 0.995;

  @Parameters(paramLabel = "CUBE", description = "A calibrated cube.")
  private Path file;

  @Option(names = "--element", required = true, description = "Its symbol, such as Fe.")
  private String symbol;

  @Option(
      names = "--line",
      description =
          "Siegbahn name or its beginning, such as Ka or La1; by default Ka, or La where the axis ends below Ka.")
  private String line;

  @Option(names = "--out", required = true, paramLabel = "FILE.png", description = "The picture.")
  private Path target;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  /** What the picture shows; net counts that make white. */
  private record Shown(
      String element,
      String line,
      double energyKev,
      double fromKev,
      double toKev,
      double whiteCounts) {}

  @Override
  public Integer call() throws IOException {
    Element element = element();
    Shown shown;
    try (DataCube cube = DataCube.open(file)) {
      EnergyAxis axis =
          cube.header()
              .energy()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          file + ": energy: none in the cube, a map needs a calibrated one"));
      String chosen = line == null ? usual(element, axis) : line;
      double energy = element.lineKev(chosen);
      double width = Spectrometer.DEFAULT.detector().fwhmKev(energy);
      double from = energy - width;
      double to = energy + width;
      if (from < axis.fromKev() || to > axis.toKev()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s: %s %s at %.3f keV, expected within the cube's %.3f to %.3f keV",
                file,
                symbol,
                chosen,
                energy,
                axis.fromKev(),
                axis.toKev()));
      }
      float[] counts = new LineWindow(from, to, width).map(cube);
      double white = white(counts);
      BufferedImage picture = picture(counts, cube.header().height(), cube.header().width(), white);
      PendingFile.write(target, path -> ImageIO.write(picture, "png", path.toFile()));
      shown = new Shown(symbol, chosen, energy, from, to, white);
    }
    spec.commandLine()
        .getOut()
        .println(
            json
                ? Json.write(shown)
                : String.format(
                    Locale.ROOT,
                    "%s %s, %.3f keV; white is %.1f net counts",
                    symbol,
                    shown.line(),
                    shown.energyKev(),
                    shown.whiteCounts()));
    return ExitCode.OK;
  }

  private Element element() {
    if (!Element.isSymbol(symbol)) {
      throw new IllegalArgumentException(
          "--element: " + symbol + ", expected a chemical symbol such as Fe");
    }
    return Element.of(symbol);
  }

  private static String usual(Element element, EnergyAxis axis) {
    Detector detector = Spectrometer.DEFAULT.detector();
    double ka = element.lineKev("Ka");
    return ka + detector.fwhmKev(ka) <= axis.toKev() ? "Ka" : "La";
  }

  private static double white(float[] counts) {
    float[] sorted = counts.clone();
    Arrays.sort(sorted);
    return Math.max(sorted[(int) (WHITE * (sorted.length - 1))], Float.MIN_NORMAL);
  }

  private static BufferedImage picture(float[] counts, int height, int width, double white) {
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int grey = (int) Math.round(255 * Math.clamp(counts[y * width + x] / white, 0.0, 1.0));
        picture.getRaster().setSample(x, y, 0, grey);
      }
    }
    return picture;
  }
}
