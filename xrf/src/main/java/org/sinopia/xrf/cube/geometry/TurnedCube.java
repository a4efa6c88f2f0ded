package org.sinopia.xrf.cube.geometry;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.DerivedCube;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.cube.TileGrid;

/** A cube turned by quarters or mirrored; every sample stays as it is. */
public final class TurnedCube implements DerivedCube {

  private final DataCube cube;
  private final boolean transposed;
  private final boolean rowsReversed;
  private final boolean columnsReversed;
  private final CubeHeader header;

  /** Pixel (y, x) is the other cube's (y, x) or, transposed, (x, y), counted from either end. */
  private TurnedCube(
      DataCube cube, boolean transposed, boolean rowsReversed, boolean columnsReversed) {
    CubeHeader from = cube.header();
    this.cube = cube;
    this.transposed = transposed;
    this.rowsReversed = rowsReversed;
    this.columnsReversed = columnsReversed;
    this.header =
        new CubeHeader(
            transposed ? from.width() : from.height(),
            transposed ? from.height() : from.width(),
            from.bins(),
            from.type(),
            from.energy(),
            from.attributes());
  }

  /**
   * A cube turned clockwise.
   *
   * @param degrees a multiple of 90
   * @throws IllegalArgumentException if it is not
   */
  public static DataCube rotated(DataCube cube, int degrees) {
    return switch (Math.floorMod(degrees, 360)) {
      case 0 -> cube;
      case 90 -> new TurnedCube(cube, true, true, false);
      case 180 -> new TurnedCube(cube, false, true, true);
      case 270 -> new TurnedCube(cube, true, false, true);
      default ->
          throw new IllegalArgumentException(
              "rotate: " + degrees + " degrees, expected a multiple of 90");
    };
  }

  /** A cube whose left and right, or else top and bottom, are exchanged. */
  public static DataCube mirrored(DataCube cube, boolean leftAndRight) {
    return new TurnedCube(cube, false, !leftAndRight, leftAndRight);
  }

  @Override
  public DataCube cube() {
    return cube;
  }

  @Override
  public CubeHeader header() {
    return header;
  }

  @Override
  public TileGrid grid() {
    TileGrid from = cube.grid();
    return new TileGrid(
        header.height(),
        header.width(),
        Math.min(header.height(), transposed ? from.cellWidth() : from.cellHeight()),
        Math.min(header.width(), transposed ? from.cellHeight() : from.cellWidth()));
  }

  /** The other cube's row of a pixel. */
  private int sourceRow(int row, int column) {
    int at = transposed ? column : row;
    return rowsReversed ? cube.header().height() - 1 - at : at;
  }

  private int sourceColumn(int row, int column) {
    int at = transposed ? row : column;
    return columnsReversed ? cube.header().width() - 1 - at : at;
  }

  @Override
  public boolean isWritten(int row, int column) {
    return cube.isWritten(sourceRow(row, column), sourceColumn(row, column));
  }

  @Override
  public boolean isWritten(Tile tile) {
    return cube.isWritten(source(tile));
  }

  /** The other cube's rectangle of one. */
  private Tile source(Tile tile) {
    int lastRow = tile.row() + tile.height() - 1;
    int lastColumn = tile.column() + tile.width() - 1;
    int top = sourceRow(tile.row(), tile.column());
    int left = sourceColumn(tile.row(), tile.column());
    int bottom = sourceRow(lastRow, lastColumn);
    int right = sourceColumn(lastRow, lastColumn);
    return new Tile(
        Math.min(top, bottom),
        Math.min(left, right),
        Math.abs(bottom - top) + 1,
        Math.abs(right - left) + 1);
  }

  @Override
  public void read(Tile tile, MemorySegment samples) throws IOException {
    header.requireInside(tile);
    Tile source = source(tile);
    long bytes = header.pixelBytes();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment read = arena.allocate(header.bytes(tile), 64);
      cube.read(source, read);
      for (int y = 0; y < tile.height(); y++) {
        for (int x = 0; x < tile.width(); x++) {
          int row = sourceRow(tile.row() + y, tile.column() + x) - source.row();
          int column = sourceColumn(tile.row() + y, tile.column() + x) - source.column();
          MemorySegment.copy(
              read,
              ((long) row * source.width() + column) * bytes,
              samples,
              ((long) y * tile.width() + x) * bytes,
              bytes);
        }
      }
    }
  }
}
