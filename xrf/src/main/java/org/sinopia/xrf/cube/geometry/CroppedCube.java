package org.sinopia.xrf.cube.geometry;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.DerivedCube;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.cube.TileGrid;

/**
 * A rectangle of a cube.
 *
 * @param cube the whole
 * @param area the rectangle, within it
 * @param header of the rectangle
 */
public record CroppedCube(DataCube cube, Tile area, CubeHeader header) implements DerivedCube {

  /**
   * A rectangle of a cube.
   *
   * @throws IllegalArgumentException if the rectangle is not in the cube
   */
  public static DataCube of(DataCube cube, Tile area) {
    CubeHeader whole = cube.header();
    if ((long) area.row() + area.height() > whole.height()
        || (long) area.column() + area.width() > whole.width()) {
      throw new IllegalArgumentException(
          "crop: %d x %d pixels from row %d, column %d on, expected within %d x %d"
              .formatted(
                  area.height(),
                  area.width(),
                  area.row(),
                  area.column(),
                  whole.height(),
                  whole.width()));
    }
    return new CroppedCube(
        cube,
        area,
        new CubeHeader(
            area.height(),
            area.width(),
            whole.bins(),
            whole.type(),
            whole.energy(),
            whole.attributes()));
  }

  private Tile moved(Tile tile) {
    return new Tile(
        area.row() + tile.row(), area.column() + tile.column(), tile.height(), tile.width());
  }

  @Override
  public TileGrid grid() {
    TileGrid from = cube.grid();
    return new TileGrid(
        area.height(),
        area.width(),
        Math.min(area.height(), from.cellHeight()),
        Math.min(area.width(), from.cellWidth()));
  }

  @Override
  public boolean isWritten(int row, int column) {
    return cube.isWritten(area.row() + row, area.column() + column);
  }

  @Override
  public boolean isWritten(Tile tile) {
    return cube.isWritten(moved(tile));
  }

  @Override
  public void read(Tile tile, MemorySegment samples) throws IOException {
    header.requireInside(tile);
    cube.read(moved(tile), samples);
  }

  @Override
  public void readFloats(Tile tile, float[] counts) throws IOException {
    header.requireInside(tile);
    cube.readFloats(moved(tile), counts);
  }
}
