package org.sinopia.train.inference;

import java.io.IOException;
import org.sinopia.train.data.spectra.ScanMoments;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.cube.TileGrid;

/** Mean spectra of whole scans. */
final class ScanContext {
  private static final int MAX_SAMPLES = 1 << 20;

  private ScanContext() {}

  /** Reads all of a cube, in the order of its storage, in memory that does not grow with it. */
  static ScanMoments of(DataCube cube) throws IOException {
    int bins = cube.header().bins();
    ScanMoments.Sum sum = new ScanMoments.Sum(bins);
    float[] counts = {};
    TileGrid grid = cube.grid();
    int rows = Math.clamp(MAX_SAMPLES / bins / grid.cellWidth(), 1, grid.cellHeight());
    int columns = Math.clamp(MAX_SAMPLES / bins, 1, grid.cellWidth());
    for (Tile tile : new TileGrid(cube.header().height(), cube.header().width(), rows, columns)) {
      int samples = Math.toIntExact(tile.pixels() * bins);
      if (counts.length < samples) {
        counts = new float[samples];
      }
      cube.readFloats(tile, counts);
      for (int from = 0; from < samples; from += bins) {
        sum.add(counts, from);
      }
    }
    return sum.moments();
  }
}
