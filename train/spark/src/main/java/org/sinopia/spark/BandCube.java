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
   * Rows of a cube, from edge to edge.
   *
   * @param row the first
   * @param rows how many
   */
  record Band(int row, int rows) implements Serializable {
    private static final long serialVersionUID = 1L;

    /**
     * Cuts a cube into bands of whole rows of tiles; what is left over belongs to the last.
     *
     * @param height rows of the cube
     * @param unit rows of a tile
     * @param least rows of a band
     */
    static List<Band> of(int height, int unit, int least) {
      int rows = Math.ceilDiv(least, unit) * unit;
      int count = Math.max(1, height / rows);
      List<Band> bands = new ArrayList<>();
      for (int k = 0; k < count; k++) {
        int end = k == count - 1 ? height : (k + 1) * rows;
        bands.add(new Band(k * rows, end - k * rows));
      }
      return bands;
    }
  }

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
