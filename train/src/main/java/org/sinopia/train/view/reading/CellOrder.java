package org.sinopia.train.view.reading;

import java.util.ArrayList;
import java.util.List;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.cube.TileGrid;

/**
 * The pieces in which a scan is read, coarse to fine: first a few spread over the picture, then
 * those between them, so that a picture is there soon and grows sharper. Depends on the cube's
 * shape and grid alone.
 *
 * @param steps each piece once
 */
public record CellOrder(List<Step> steps) {

  private static final long MIN_BYTES = 1L << 20;
  private static final long MAX_BYTES = 16L << 20;

  /**
   * A piece.
   *
   * @param tile its pixels
   * @param around the pixels for which it stands as long as they are not read themselves
   * @param rows whether it spans the width of the picture
   */
  public record Step(Tile tile, Tile around, boolean rows) {}

  /** Copies the list. */
  public CellOrder {
    steps = List.copyOf(steps);
  }

  /** The order for a cube. */
  public static CellOrder of(DataCube cube) {
    TileGrid cells = cells(cube.header(), cube.grid());
    int rows = Math.ceilDiv(cells.height(), cells.cellHeight());
    int columns = cells.columns();
    int stride = Integer.highestOneBit(Math.max(1, Math.max(rows, columns) - 1)) * 2;
    List<Step> steps = new ArrayList<>();
    boolean first = true;
    for (int s = stride; s >= 1; s /= 2) {
      for (int r = 0; r < rows; r += s) {
        for (int c = 0; c < columns; c += s) {
          boolean known = !first && r % (2 * s) == 0 && c % (2 * s) == 0;
          if (!known) {
            steps.add(step(cells, r, c, s));
          }
        }
      }
      first = false;
    }
    return new CellOrder(steps);
  }

  private static Step step(TileGrid cells, int row, int column, int stride) {
    Tile tile = cells.cell(row * cells.columns() + column);
    int height = Math.min(cells.height() - tile.row(), stride * cells.cellHeight());
    int width = Math.min(cells.width() - tile.column(), stride * cells.cellWidth());
    return new Step(
        tile, new Tile(tile.row(), tile.column(), height, width), tile.width() == cells.width());
  }

  /** Cells of the file, put together or cut so that a piece is neither tiny nor large. */
  private static TileGrid cells(CubeHeader header, TileGrid grid) {
    long pixel = header.pixelBytes();
    int height = grid.cellHeight();
    int width = grid.cellWidth();
    while (height * (long) width * pixel > MAX_BYTES && height > 1) {
      height = Math.ceilDiv(height, 2);
    }
    while (height * (long) width * pixel > MAX_BYTES && width > 1) {
      width = Math.ceilDiv(width, 2);
    }
    while (4L * height * width * pixel <= MIN_BYTES
        && (height < grid.height() || width < grid.width())) {
      height = Math.min(grid.height(), 2 * height);
      width = Math.min(grid.width(), 2 * width);
    }
    return new TileGrid(grid.height(), grid.width(), height, width);
  }
}
