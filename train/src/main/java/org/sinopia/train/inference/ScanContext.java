package org.sinopia.train.inference;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.sinopia.train.data.spectra.ScanMoments;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.cube.TileGrid;

/** Mean spectra of whole scans, and of bands of them that make up the whole bit for bit. */
public final class ScanContext {
  private static final int MAX_SAMPLES = 1 << 20;

  private ScanContext() {}

  /** Reads all of a cube, in the order of its storage, in memory that does not grow with it. */
  static ScanMoments of(DataCube cube) throws IOException {
    return total(rowSums(cube)).moments();
  }

  /** The sum of sums, one after another; the first is changed. */
  public static ScanMoments.Sum total(List<ScanMoments.Sum> rows) {
    ScanMoments.Sum total = rows.getFirst();
    rows.subList(1, rows.size()).forEach(total::add);
    return total;
  }

  /**
   * The sums of each row of tiles, from the top.
   *
   * @param cube on the embedder's axis
   */
  public static List<ScanMoments.Sum> rowSums(DataCube cube) throws IOException {
    int bins = cube.header().bins();
    List<ScanMoments.Sum> sums = new ArrayList<>();
    float[] counts = {};
    TileGrid grid = cube.grid();
    int columns = Math.clamp(MAX_SAMPLES / bins, 1, grid.cellWidth());
    TileGrid tiles =
        new TileGrid(cube.header().height(), cube.header().width(), tileRows(cube), columns);
    for (Tile tile : tiles) {
      int samples = Math.toIntExact(tile.pixels() * bins);
      if (counts.length < samples) {
        counts = new float[samples];
      }
      cube.readFloats(tile, counts);
      if (tile.column() == 0) {
        sums.add(new ScanMoments.Sum(bins));
      }
      for (int from = 0; from < samples; from += bins) {
        sums.getLast().add(counts, from);
      }
    }
    return sums;
  }

  /**
   * Rows of a band whose tiles are tiles of the whole cube: bands of a multiple of this number of
   * rows have the sums of the cube's rows of tiles.
   *
   * @param cube on the embedder's axis
   */
  public static int bandRows(DataCube cube) {
    int rows = tileRows(cube);
    return Math.ceilDiv(cube.grid().cellHeight(), rows) * rows;
  }

  private static int tileRows(DataCube cube) {
    TileGrid grid = cube.grid();
    return Math.clamp(MAX_SAMPLES / cube.header().bins() / grid.cellWidth(), 1, grid.cellHeight());
  }
}
