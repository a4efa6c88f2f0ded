package org.sinopia.spark;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sinopia.tensor.Device;
import org.sinopia.train.cli.CubeOpening;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.cube.geometry.CroppedCube;

/** The cube of an item, for tasks that read bands of it. */
final class BandCube {
  private BandCube() {}

  /**
   * The sizes that a cube's bands follow from.
   *
   * @param height rows
   * @param width pixels of a row
   * @param unit rows of the tiles that it is read in
   */
  record Size(int height, int width, int unit) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** Opens the whole cube; a copy of it on this machine, made once, if it is elsewhere. */
  static DataCube open(Plan plan, Item item) throws IOException {
    List<String> options = new ArrayList<>();
    for (Line.Given option : plan.line().options()) {
      if (CubeOpening.isOption(option.name())) {
        options.add(option.value() == null ? option.name() : option.name() + "=" + option.value());
      }
    }
    Path file = null;
    for (Item.Stored stored : item.files()) {
      Path local = Workplace.copy(plan.storage(), stored.uri());
      file = file == null ? local : file;
    }
    return CubeOpening.open(file, options);
  }

  /** Where bands are computed. */
  static Device device(Plan plan) {
    return plan.line().value("--device").map(Device::of).orElseGet(Device::cpu);
  }

  /** A band of an open cube. */
  static DataCube band(DataCube cube, Band band) {
    return CroppedCube.of(cube, new Tile(band.row(), 0, band.rows(), cube.header().width()));
  }
}
