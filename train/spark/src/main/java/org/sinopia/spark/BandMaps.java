package org.sinopia.spark;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import org.sinopia.xrf.cube.CubeStream;
import org.sinopia.xrf.cube.CubeSummary;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.RowSums;
import org.sinopia.xrf.cube.npy.NpyArray;
import org.sinopia.xrf.fit.FitMaps;
import org.sinopia.xrf.fit.FoundElement;
import org.sinopia.xrf.fit.ScanFit;
import org.sinopia.xrf.map.ElementMap;
import org.sinopia.xrf.map.MapFormat;
import org.sinopia.xrf.physics.atom.Element;

/**
 * Element maps of a cube in bands: the sums of all bands are fitted once, each band's pixels by
 * that fit, and the bands' maps are put together. The classes and so the bits are those of {@code
 * sinopia map}.
 */
final class BandMaps {
  private final Plan plan;
  private final Item item;

  BandMaps(Plan plan, Item item) {
    this.plan = plan;
    this.item = item;
  }

  /**
   * The line that a map shows.
   *
   * @param name symbol of the element
   * @param line family or line
   */
  record Shown(String name, String line, double energyKev, double fromKev, double toKev)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** The sizes that the bands follow from. */
  BandCube.Size size() throws IOException {
    try (DataCube cube = BandCube.open(plan, item)) {
      return new BandCube.Size(
          cube.header().height(), cube.header().width(), CubeStream.bandRows(cube));
    }
  }

  /** The sums of a band's rows of tiles. */
  List<RowSums> sums(BandCube.Band band) throws IOException {
    try (DataCube cube = BandCube.open(plan, item)) {
      return CubeSummary.rowSums(BandCube.band(cube, band));
    }
  }

  /**
   * Fits a band's pixels, and stores its maps, each an NPY of [rows, columns].
   *
   * @param total the sums of all bands
   * @param attempt distinguishes this attempt from others
   */
  List<Shown> fit(BandCube.Band band, RowSums total, long attempt) throws IOException {
    LinkedHashSet<Element> wanted = new LinkedHashSet<>();
    for (Line.Given option : plan.line().options()) {
      if (option.name().equals("--element")) {
        Arrays.stream(option.value().split(",", -1)).map(Element::of).forEach(wanted::add);
      }
    }
    boolean all = plan.line().options().stream().anyMatch(o -> o.name().equals("--all"));
    Path folder = Workplace.forAttempt();
    try (DataCube cube = BandCube.open(plan, item)) {
      ScanFit fit = ScanFit.of(cube.header(), total, wanted);
      List<Element> elements =
          all ? fit.elements().stream().map(FoundElement::element).toList() : List.copyOf(wanted);
      List<Shown> shown = new ArrayList<>();
      try (FitMaps maps =
          FitMaps.of(
              BandCube.band(cube, band),
              fit,
              elements,
              plan.line().value("--line"),
              BandCube.device(plan))) {
        for (int m = 0; m < maps.count(); m++) {
          ElementMap map = maps.get(m);
          Path file = folder.resolve(m + ".npy");
          MapFormat.NPY.write(map, file);
          plan.storage().upload(file, part(band, m) + "." + attempt);
          plan.storage().rename(part(band, m) + "." + attempt, part(band, m));
          Files.delete(file);
          shown.add(new Shown(map.name(), map.line(), map.energyKev(), map.fromKev(), map.toKev()));
        }
      }
      return shown;
    } finally {
      Workplace.delete(folder);
    }
  }

  /** Where a map of a band is kept until all are there. */
  private String part(BandCube.Band band, int map) {
    return plan.bands(item) + "/" + band.row() + "-" + map;
  }

  /**
   * Puts the maps of all bands together.
   *
   * @param results folder on this machine that gets {@code NAME/ELEMENT.EXTENSION}
   * @return the JSON that the command prints
   */
  String assemble(BandCube.Size size, List<BandCube.Band> bands, List<Shown> shown, Path results)
      throws IOException {
    Path folder = Files.createDirectories(results.resolve(item.name()));
    String extension = plan.line().table() ? "npy" : plan.line().format();
    ArrayNode list = JsonMapper.builder().build().createArrayNode();
    for (int m = 0; m < shown.size(); m++) {
      float[] counts = new float[Math.multiplyExact(size.height(), size.width())];
      for (BandCube.Band band : bands) {
        Path part = results.resolveSibling("part.npy");
        plan.storage().download(part(band, m), part);
        float[] rows = NpyArray.readFloats(part, band.rows(), size.width());
        System.arraycopy(rows, 0, counts, band.row() * size.width(), rows.length);
      }
      Shown one = shown.get(m);
      ElementMap map =
          new ElementMap(
              one.name(),
              one.line(),
              one.energyKev(),
              one.fromKev(),
              one.toKev(),
              size.height(),
              size.width(),
              counts);
      Path file = folder.resolve(map.name() + "." + extension);
      MapFormat.of(file).orElseThrow().write(map, file);
      ObjectNode node = list.addObject();
      node.put("element", map.name()).put("line", map.line()).put("energy_kev", map.energyKev());
      node.put("from_kev", map.fromKev()).put("to_kev", map.toKev());
      node.put("white_counts", map.whiteCounts()).put("missing_pixels", map.missing());
      node.put("file", plan.out() + "/" + item.name() + "/" + file.getFileName());
    }
    ObjectNode whole = JsonMapper.builder().build().createObjectNode();
    whole.set("maps", list);
    return whole.toString();
  }
}
