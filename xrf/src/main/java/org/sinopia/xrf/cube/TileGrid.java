package org.sinopia.xrf.cube;

import java.util.Iterator;
import java.util.stream.IntStream;

/**
 * A picture cut into equal cells, row by row; those at the right and bottom edge may be smaller.
 *
 * @param height rows of the picture, at least 1
 * @param width columns of the picture, at least 1
 * @param cellHeight rows of a cell, 1 to {@code height}
 * @param cellWidth columns of a cell, 1 to {@code width}
 */
public record TileGrid(int height, int width, int cellHeight, int cellWidth)
    implements Iterable<Tile> {

  /**
   * Checks the grid.
   *
   * @throws IllegalArgumentException if a component is out of the range given above
   */
  public TileGrid {
    if (cellHeight < 1 || cellHeight > height || cellWidth < 1 || cellWidth > width) {
      throw new IllegalArgumentException(
          "tile grid: cells of %d x %d in a picture of %d x %d, expected 1 x 1 up to its size"
              .formatted(cellHeight, cellWidth, height, width));
    }
    if ((long) Math.ceilDiv(height, cellHeight) * Math.ceilDiv(width, cellWidth)
        > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "tile grid: cells of %d x %d cut a picture of %d x %d into more than 2^31 - 1"
              .formatted(cellHeight, cellWidth, height, width));
    }
  }

  /** Cells per row of cells. */
  public int columns() {
    return Math.ceilDiv(width, cellWidth);
  }

  /** Number of cells. */
  public int cells() {
    return Math.ceilDiv(height, cellHeight) * columns();
  }

  /**
   * The rectangle of cell {@code index}.
   *
   * @param index 0 to {@link #cells}{@code - 1}, row by row
   */
  public Tile cell(int index) {
    int row = index / columns() * cellHeight;
    int column = index % columns() * cellWidth;
    return new Tile(
        row, column, Math.min(cellHeight, height - row), Math.min(cellWidth, width - column));
  }

  /**
   * The indices of the cells that a rectangle touches, row by row.
   *
   * @param tile a rectangle within the picture
   */
  public IntStream touchedBy(Tile tile) {
    int left = tile.column() / cellWidth;
    int right = (tile.column() + tile.width() - 1) / cellWidth;
    int top = tile.row() / cellHeight;
    int bottom = (tile.row() + tile.height() - 1) / cellHeight;
    return IntStream.rangeClosed(top, bottom)
        .flatMap(r -> IntStream.rangeClosed(left, right).map(c -> r * columns() + c));
  }

  /** Whether a rectangle lies in the picture and is made of whole cells. */
  public boolean isWhole(Tile tile) {
    return tile.row() % cellHeight == 0
        && tile.column() % cellWidth == 0
        && endsCell(tile.row() + tile.height(), cellHeight, height)
        && endsCell(tile.column() + tile.width(), cellWidth, width);
  }

  private static boolean endsCell(int end, int cell, int size) {
    return end == size || (end < size && end % cell == 0);
  }

  /** All cells, row by row. */
  @Override
  public Iterator<Tile> iterator() {
    return IntStream.range(0, cells()).mapToObj(this::cell).iterator();
  }
}
