package org.sinopia.train.cli;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.sinopia.train.cli.option.CubeOptions;
import org.sinopia.train.cli.option.DeviceOption;
import org.sinopia.train.cli.output.Json;
import org.sinopia.train.cli.output.ProgressDisplay;
import org.sinopia.xrf.cube.CubeSummary;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.fit.FitMaps;
import org.sinopia.xrf.fit.FoundElement;
import org.sinopia.xrf.fit.FoundElement.Origin;
import org.sinopia.xrf.fit.ScanFit;
import org.sinopia.xrf.map.ElementMap;
import org.sinopia.xrf.physics.atom.Element;
import org.sinopia.xrf.picture.Picture;
import org.sinopia.xrf.registration.Affine;
import org.sinopia.xrf.registration.MapRegistration;
import org.sinopia.xrf.registration.PointFit;
import org.sinopia.xrf.registration.PointPair;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sinopia register}: where a scan lies in a photograph. */
@Command(
    name = "register",
    description =
        "Where a scan lies in a photograph of the painting: an affine map from element maps or from"
            + " points; draws maps and pictures of the scan over the photograph.")
final class RegisterCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "PHOTO", description = "PNG, JPEG or TIFF.")
  private Path photo;

  @Parameters(index = "1", paramLabel = "CUBE", description = "A cube of any format.")
  private Path file;

  @Option(
      names = "--points",
      paramLabel = "FILE|x,y=x,y,...",
      description =
          "Three or more points, column and row in PHOTO = column and row in the scan, from 0, or a file of them; without, the element maps are laid over the photograph.")
  private String points;

  @Option(
      names = "--element",
      split = ",",
      paramLabel = "SYMBOL",
      description = "Maps that --out is to hold, such as Fe,Hg; all by default.")
  private List<String> symbols = List.of();

  @Option(
      names = "--picture",
      split = ",",
      paramLabel = "FILE",
      description =
          "Pictures of the scan's pixels that --out is to hold too, such as recolour wrote.")
  private List<Path> pictures = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder for maps and pictures of the photograph's size.")
  private Path out;

  @Option(
      names = "--format",
      paramLabel = "EXTENSION",
      defaultValue = "png",
      description = "png, tif, npy or csv: of the maps (${DEFAULT-VALUE}).")
  private String format;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private CubeOptions cubeOptions;

  @Mixin private DeviceOption device;

  @Spec private CommandSpec spec;

  /**
   * The output.
   *
   * @param scanToPhoto two rows: (column, row, 1) of the scan becomes column and row of the
   *     photograph
   * @param residualPixels root mean square distance of the points, in pixels of the photograph;
   *     null without points, or with three, which leave none
   * @param explained share of the photograph's variance that the maps explain; null with points
   * @param chance the most they explain where they cannot lie; null with points
   */
  private record Registered(
      String photo,
      String cube,
      String method,
      List<List<Double>> scanToPhoto,
      double scaleX,
      double scaleY,
      double rotationDegrees,
      Double residualPixels,
      Double explained,
      Double chance,
      List<String> files) {}

  /** The map and how sure it is. */
  private record Fit(Affine map, String method, Double residual, Double explained, Double chance) {}

  @Override
  public Integer call() throws IOException {
    if (out == null && !(symbols.isEmpty() && pictures.isEmpty())) {
      throw new IllegalArgumentException("--element, --picture: expected --out DIR for them");
    }
    PhotoFrameOutput output = PhotoFrameOutput.check(out, format, pictures);
    List<Element> wanted = elements();
    Picture picture = Picture.read(photo);
    Registered registered;
    try (ProgressDisplay display = new ProgressDisplay(spec.commandLine().getErr(), true);
        DataCube cube = cubeOptions.open(file)) {
      display.stage("register " + file.getFileName());
      output.requireSize(cube.header());
      registered = register(cube, picture, wanted, output);
    } catch (IllegalArgumentException e) {
      throw cubeOptions.named(file, e);
    }
    print(registered);
    return ExitCode.OK;
  }

  private List<Element> elements() {
    LinkedHashSet<Element> wanted = new LinkedHashSet<>();
    for (String symbol : symbols) {
      if (!Element.isSymbol(symbol)) {
        throw new IllegalArgumentException(
            "--element: " + symbol + ", expected a chemical symbol such as Fe");
      }
      wanted.add(Element.of(symbol));
    }
    return List.copyOf(wanted);
  }

  private Registered register(
      DataCube cube, Picture picture, List<Element> wanted, PhotoFrameOutput output)
      throws IOException {
    Optional<Fit> given = points == null ? Optional.empty() : Optional.of(byPoints(cube, picture));
    List<String> files = new ArrayList<>();
    Fit fit;
    if (given.isPresent() && out == null) {
      fit = given.get();
    } else {
      ScanFit scan = ScanFit.of(CubeSummary.of(cube), Set.copyOf(wanted));
      LinkedHashSet<Element> shown = new LinkedHashSet<>(wanted);
      scan.elements().stream()
          .filter(e -> e.origin() != Origin.AIR)
          .map(FoundElement::element)
          .filter(e -> given.isEmpty() || wanted.isEmpty())
          .forEach(shown::add);
      try (FitMaps maps =
          FitMaps.of(cube, scan, List.copyOf(shown), Optional.empty(), device.device())) {
        fit = given.isPresent() ? given.get() : byMaps(cube, picture, maps);
        if (out != null) {
          files.addAll(output.write(picture, fit.map(), maps, wanted));
        }
      }
    }
    return new Registered(
        photo.toString(),
        file.toString(),
        fit.method(),
        List.of(
            List.of(fit.map().xx(), fit.map().xy(), fit.map().x0()),
            List.of(fit.map().yx(), fit.map().yy(), fit.map().y0())),
        fit.map().scaleX(),
        fit.map().scaleY(),
        fit.map().rotationDegrees(),
        fit.residual(),
        fit.explained(),
        fit.chance(),
        files);
  }

  private Fit byPoints(DataCube cube, Picture picture) throws IOException {
    List<PointPair> pairs = PointPair.parse(points.contains("=") ? points : text(Path.of(points)));
    pairs.forEach(
        pair ->
            pair.requireInside(
                picture.width(), picture.height(), cube.header().width(), cube.header().height()));
    PointFit fit = PointFit.of(pairs);
    return new Fit(fit.scanToPhoto(), "points", pairs.size() > 3 ? fit.rms() : null, null, null);
  }

  private static String text(Path list) throws IOException {
    try {
      return Files.readString(list);
    } catch (MalformedInputException e) {
      throw new IllegalArgumentException(list + ": points: not a text", e);
    }
  }

  private static Fit byMaps(DataCube cube, Picture picture, FitMaps maps) throws IOException {
    List<float[]> counts = new ArrayList<>();
    for (int i = 0; i < maps.count(); i++) {
      ElementMap map = maps.get(i);
      counts.add(map.counts());
    }
    MapRegistration found =
        MapRegistration.of(picture, cube.header().height(), cube.header().width(), counts);
    return new Fit(found.scanToPhoto(), "maps", null, found.explained(), found.chance());
  }

  private void print(Registered r) {
    if (json) {
      spec.commandLine().getOut().println(Json.write(r));
      return;
    }
    String how =
        r.explained() != null
            ? String.format(
                Locale.ROOT,
                "the maps explain %.0f %% of the photograph, elsewhere at most %.0f %%",
                100 * r.explained(),
                100 * r.chance())
            : r.residualPixels() != null
                ? String.format(
                    Locale.ROOT, "points are off by %.2f pixels (rms)", r.residualPixels())
                : "three points, which leave no residual";
    spec.commandLine()
        .getOut()
        .println(
            String.format(
                Locale.ROOT,
                "x = %.5f column %+.5f row %+.3f%ny = %.5f column %+.5f row %+.3f%na pixel of the scan is %.3f x %.3f of the photograph, turned by %.2f degrees; %s",
                r.scanToPhoto().get(0).get(0),
                r.scanToPhoto().get(0).get(1),
                r.scanToPhoto().get(0).get(2),
                r.scanToPhoto().get(1).get(0),
                r.scanToPhoto().get(1).get(1),
                r.scanToPhoto().get(1).get(2),
                r.scaleX(),
                r.scaleY(),
                r.rotationDegrees(),
                how));
  }
}
