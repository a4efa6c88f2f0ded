package org.sinopia.train.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.sinopia.train.cli.option.CubeOptions;
import org.sinopia.train.cli.option.DeviceOption;
import org.sinopia.train.cli.output.Json;
import org.sinopia.train.cli.output.OutputFile;
import org.sinopia.train.cli.output.OutputFolder;
import org.sinopia.train.cli.output.ProgressDisplay;
import org.sinopia.xrf.cube.CubeSummary;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.fit.FitMaps;
import org.sinopia.xrf.fit.FoundElement;
import org.sinopia.xrf.fit.ScanFit;
import org.sinopia.xrf.map.ElementMap;
import org.sinopia.xrf.map.LineWindow;
import org.sinopia.xrf.map.MapFormat;
import org.sinopia.xrf.physics.atom.Element;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sinopia map}: where elements are. */
@Command(
    name = "map",
    description =
        "Where elements are: each pixel's net counts of an element's lines, by a fit of all elements at once.")
final class MapCommand implements Callable<Integer> {
  private static final String EXTENSIONS = "expected .png, .tif, .npy or .csv";

  @Parameters(paramLabel = "CUBE", description = "A calibrated cube.")
  private Path file;

  @Option(
      names = "--element",
      split = ",",
      paramLabel = "SYMBOL",
      description = "One or more symbols, such as Fe or Fe,Hg,Pb.")
  private List<String> symbols = List.of();

  @Option(names = "--all", description = "All elements that the scan shows.")
  private boolean all;

  @Option(
      names = "--window",
      split = ",",
      paramLabel = "KEV",
      description =
          "Instead of an element, the counts from FROM,TO keV less a straight background.")
  private List<Double> window = List.of();

  @Option(
      names = "--line",
      description =
          "Siegbahn name or its beginning, such as Ka or L; by default the family of lines of the highest energy.")
  private String line;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE|FOLDER",
      description =
          "For one map a file: .png is grey and white at the 99.5th percentile; .tif, .npy and .csv hold counts. For several a folder.")
  private Path target;

  @Option(
      names = "--format",
      paramLabel = "EXTENSION",
      defaultValue = "png",
      description = "png, tif, npy or csv: of the files in a folder (${DEFAULT-VALUE}).")
  private String format;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private CubeOptions cubeOptions;

  @Mixin private DeviceOption device;

  @Spec private CommandSpec spec;

  /** The content of a file; net counts that make white. */
  private record Shown(
      String element,
      String line,
      double energyKev,
      double fromKev,
      double toKev,
      double whiteCounts,
      int missingPixels,
      String file) {}

  /** The contents of the files of a folder. */
  private record ShownMaps(List<Shown> maps) {}

  @Override
  public Integer call() throws IOException {
    int ways = (symbols.isEmpty() ? 0 : 1) + (all ? 1 : 0) + (window.isEmpty() ? 0 : 1);
    if (ways != 1) {
      throw new ParameterException(
          spec.commandLine(), "expected one of --element, --all and --window");
    }
    if (line != null && !window.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--line: names a line of an element, expected no --window");
    }
    boolean single = !all && symbols.size() <= 1 && !Files.isDirectory(target);
    MapFormat kind = single ? fileFormat() : folderFormat();
    List<Shown> shown = new ArrayList<>();
    try (ProgressDisplay display = new ProgressDisplay(spec.commandLine().getErr(), true);
        DataCube cube = cubeOptions.open(file)) {
      display.stage("map " + file.getFileName());
      map(cube, single, kind, shown);
    }
    print(shown, single);
    return ExitCode.OK;
  }

  private MapFormat fileFormat() throws IOException {
    MapFormat kind =
        MapFormat.of(target)
            .orElseThrow(
                () -> new IllegalArgumentException("--out: " + target + ", " + EXTENSIONS));
    OutputFile.check(target, file);
    return kind;
  }

  private MapFormat folderFormat() throws IOException {
    if (MapFormat.of(target).isPresent() && !Files.isDirectory(target)) {
      throw new IllegalArgumentException(
          "--out: " + target + " is the name of one file, expected a folder for several maps");
    }
    MapFormat kind =
        MapFormat.of(Path.of("map." + format))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "--format: " + format + ", expected png, tif, npy or csv"));
    OutputFolder.check(target);
    return kind;
  }

  private void map(DataCube cube, boolean single, MapFormat kind, List<Shown> shown)
      throws IOException {
    try {
      if (window.isEmpty()) {
        fit(cube, single, kind, shown);
      } else {
        ElementMap map = ElementMap.of(cube, window());
        shown.add(write(map, single ? target : inFolder(map, kind), kind));
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  private void fit(DataCube cube, boolean single, MapFormat kind, List<Shown> shown)
      throws IOException {
    LinkedHashSet<Element> wanted = new LinkedHashSet<>();
    for (String symbol : symbols) {
      wanted.add(element(symbol));
    }
    if (line != null) {
      // An unknown name is refused before the scan is read.
      wanted.forEach(element -> element.lineKev(line));
    }
    ScanFit fit = ScanFit.of(CubeSummary.of(cube), wanted);
    List<Element> elements =
        all ? fit.elements().stream().map(FoundElement::element).toList() : List.copyOf(wanted);
    try (FitMaps maps =
        FitMaps.of(cube, fit, elements, Optional.ofNullable(line), device.device())) {
      for (int i = 0; i < maps.count(); i++) {
        ElementMap map = maps.get(i);
        shown.add(write(map, single ? target : inFolder(map, kind), kind));
      }
    }
  }

  private Path inFolder(ElementMap map, MapFormat kind) throws IOException {
    return OutputFolder.create(target).resolve(map.name() + kind.extension());
  }

  private static Shown write(ElementMap map, Path to, MapFormat kind) throws IOException {
    kind.write(map, to);
    return new Shown(
        map.name(),
        map.line(),
        map.energyKev(),
        map.fromKev(),
        map.toKev(),
        map.whiteCounts(),
        map.missing(),
        to.toString());
  }

  private void print(List<Shown> shown, boolean single) {
    if (json) {
      spec.commandLine()
          .getOut()
          .println(Json.write(single ? shown.getFirst() : new ShownMaps(shown)));
      return;
    }
    for (Shown one : shown) {
      spec.commandLine()
          .getOut()
          .println(
              String.format(
                  Locale.ROOT,
                  "%s %s, %.3f keV; white is %.1f net counts",
                  one.element(),
                  one.line(),
                  one.energyKev(),
                  one.whiteCounts()));
    }
    if (shown.isEmpty()) {
      spec.commandLine().getOut().println("no element stands out");
    }
  }

  private LineWindow window() {
    if (window.size() != 2) {
      throw new IllegalArgumentException("--window: expected FROM,TO in keV");
    }
    double from = window.getFirst();
    double to = window.getLast();
    return new LineWindow(from, to, (to - from) / 2);
  }

  private static Element element(String symbol) {
    if (!Element.isSymbol(symbol)) {
      throw new IllegalArgumentException(
          "--element: " + symbol + ", expected a chemical symbol such as Fe");
    }
    return Element.of(symbol);
  }
}
