package org.sinopia.xrf.cube;

/**
 * A rectangle of pixels of a cube.
 *
 * @param row topmost row, at least 0
 * @param column leftmost column, at least 0
 * @param height number of rows, at least 1
 * @param width number of columns, at least 1
 */
public record Tile(int row, int column, int height, int width) {

  /**
   * Checks the rectangle.
   *
   * @throws IllegalArgumentException if a component is out of the range given above
   */
  public Tile {
    if (row < 0
        || column < 0
        || height < 1
        || width < 1
        || row > Integer.MAX_VALUE - height
        || column > Integer.MAX_VALUE - width) {
      throw new IllegalArgumentException(
          "tile: row %d, column %d, %d x %d pixels, expected a rectangle of at least one pixel"
              .formatted(row, column, height, width));
    }
  }

  /** Number of pixels. */
  public long pixels() {
    return (long) height * width;
  }
}
