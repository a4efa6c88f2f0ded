package org.sinopia.train.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import org.sinopia.tensor.PendingFile;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.ElementMap;
import org.sinopia.xrf.physics.Element;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
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

  @Mixin private CubeOptions cubeOptions;

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
    OutputFile.check(target, file);
    Shown shown;
    try (DataCube cube = cubeOptions.open(file)) {
      ElementMap map = map(cube, element);
      PendingFile.write(target, path -> ImageIO.write(map.image(), "png", path.toFile()));
      shown =
          new Shown(
              symbol,
              map.line(),
              map.energyKev(),
              map.window().fromKev(),
              map.window().toKev(),
              map.whiteCounts());
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

  private ElementMap map(DataCube cube, Element element) throws IOException {
    try {
      return ElementMap.of(cube, element, Optional.ofNullable(line));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }
}
