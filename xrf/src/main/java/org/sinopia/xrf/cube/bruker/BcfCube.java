package org.sinopia.xrf.cube.bruker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.cube.CubeFormatException;
import org.sinopia.xrf.cube.CubeSelection;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.store.SummedCube;

/**
 * Opens Bruker BCF files: a map for each detector, {@code EDSDatabase/SpectrumData0} and on. All
 * are summed, on the energy axis of the first.
 */
public final class BcfCube {

  private static final String MAP = BcfMap.FOLDER + "SpectrumData";

  private BcfCube() {}

  /**
   * Opens the sum over all detectors, or one of them.
   *
   * @throws CubeFormatException if the file is damaged or has no such detector
   */
  public static DataCube open(Path path, CubeSelection selection) throws IOException {
    SfsContainer container = SfsContainer.open(path);
    try {
      return open(path, selection, container);
    } catch (IOException | RuntimeException e) {
      container.close();
      throw e;
    }
  }

  private static DataCube open(Path path, CubeSelection selection, SfsContainer container)
      throws IOException {
    List<String> all =
        container.files().keySet().stream()
            .filter(file -> file.matches(MAP + "\\d{1,6}"))
            .sorted(Comparator.comparingInt(file -> Integer.parseInt(file.substring(MAP.length()))))
            .toList();
    if (all.isEmpty()) {
      throw new CubeFormatException(path, MAP + "0", "missing");
    }
    List<String> names = all;
    if (selection.detector().isPresent()) {
      int wanted = selection.detector().getAsInt();
      if (wanted >= all.size()) {
        throw new CubeFormatException(
            path, "detector", "%d, expected 0 to %d".formatted(wanted, all.size() - 1));
      }
      names = List.of(all.get(wanted));
    }
    List<DataCube> maps = new ArrayList<>();
    for (String name : names) {
      maps.add(map(path, container, name, maps));
    }
    List<String> warnings =
        maps.size() == 1
            ? List.of()
            : List.of(maps.size() + " detectors, which are summed; --detector N selects one");
    return SummedCube.of(maps, container::close).annotated(warnings, all.size());
  }

  /** A map, moved to the axis of the first. */
  private static DataCube map(
      Path path, SfsContainer container, String name, List<DataCube> earlier) throws IOException {
    DataCube map = new BcfMap(path, container, name);
    if (earlier.isEmpty()) {
      return map;
    }
    DataCube first = earlier.getFirst();
    Optional<EnergyAxis> axis = first.header().energy();
    boolean calibrated = axis.isPresent() && map.header().energy().isPresent();
    if (map.header().height() != first.header().height()
        || map.header().width() != first.header().width()
        || (map.header().bins() != first.header().bins() && !calibrated)) {
      throw new CubeFormatException(
          path,
          name,
          "%d x %d pixels x %d bins, expected %d x %d x %d as the first; select one with --detector"
              .formatted(
                  map.header().height(),
                  map.header().width(),
                  map.header().bins(),
                  first.header().height(),
                  first.header().width(),
                  first.header().bins()));
    }
    try {
      return calibrated ? map.on(axis.get()) : map;
    } catch (IllegalArgumentException e) {
      throw new CubeFormatException(path, name, e.getMessage(), e);
    }
  }
}
