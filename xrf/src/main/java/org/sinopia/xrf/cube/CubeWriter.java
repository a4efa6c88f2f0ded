package org.sinopia.xrf.cube;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.Objects;

/**
 * A cube file being written, rectangle by rectangle, in any order, each pixel once. The file takes
 * its place only when {@link #finish} is called, complete; closed before that, it leaves nothing.
 * Rectangles may be written from many threads at once.
 */
public abstract class CubeWriter implements AutoCloseable {

  private final CubeHeader header;
  private final TileGrid grid;
  private final BitSet written;
  private boolean finished;

  /**
   * A writer of whole cells of a grid.
   *
   * @param header shape, number type, axis and attributes of the cube
   * @param grid the cells in which this format takes samples
   */
  protected CubeWriter(CubeHeader header, TileGrid grid) {
    this.header = Objects.requireNonNull(header, "header");
    this.grid = grid;
    this.written = new BitSet(grid.cells());
  }

  /** Shape, number type, axis and attributes of the cube. */
  public final CubeHeader header() {
    return header;
  }

  /** The cells that rectangles must be made of. */
  public final TileGrid grid() {
    return grid;
  }

  /**
   * Writes a rectangle of spectra. Nothing is copied where {@code samples} is native memory and the
   * rectangle is stored as it is.
   *
   * @param tile whole cells of {@link #grid}, not written before
   * @param samples samples of the header's type, native byte order, ordered (row, column, bin), bin
   *     fastest
   * @throws IllegalArgumentException if the tile is not made of whole cells
   * @throws IllegalStateException if a cell was written before, or the writer is finished
   * @throws IndexOutOfBoundsException if there are too few samples
   * @throws IOException if writing fails
   */
  public final void write(Tile tile, MemorySegment samples) throws IOException {
    if (!grid.isWhole(tile)) {
      throw new IllegalArgumentException(
          "write: %s, expected whole cells of %d x %d pixels in a cube of %d x %d"
              .formatted(
                  tile, grid.cellHeight(), grid.cellWidth(), header.height(), header.width()));
    }
    MemorySegment exact = samples.asSlice(0, header.bytes(tile));
    claim(tile);
    store(tile, exact);
  }

  private synchronized void claim(Tile tile) {
    if (finished) {
      throw new IllegalStateException("write: the cube is finished");
    }
    grid.touchedBy(tile)
        .forEach(
            cell -> {
              if (written.get(cell)) {
                throw new IllegalStateException("write: " + grid.cell(cell) + " is written twice");
              }
            });
    grid.touchedBy(tile).forEach(written::set);
  }

  /**
   * Completes the file and moves it to its place.
   *
   * @throws IllegalStateException if a pixel was not written
   * @throws IOException if writing fails; the place is then as it was
   */
  public final synchronized void finish() throws IOException {
    if (finished) {
      throw new IllegalStateException("finish: the cube is finished");
    }
    int missing = written.nextClearBit(0);
    if (missing < grid.cells()) {
      throw new IllegalStateException("finish: " + grid.cell(missing) + " was not written");
    }
    finished = true;
    complete();
  }

  /**
   * Writes all of a cube of the same shape and number type, in bounded memory.
   *
   * @param cube where the samples come from
   * @throws IllegalArgumentException if its shape or number type differs from the header's
   * @throws IOException if reading or writing fails
   */
  public final void writeAll(DataCube cube) throws IOException {
    CubeHeader from = cube.header();
    if (from.height() != header.height()
        || from.width() != header.width()
        || from.bins() != header.bins()
        || from.type() != header.type()) {
      throw new IllegalArgumentException(
          "write: cube of %d x %d x %d %s, expected %d x %d x %d %s"
              .formatted(
                  from.height(),
                  from.width(),
                  from.bins(),
                  from.type().label(),
                  header.height(),
                  header.width(),
                  header.bins(),
                  header.type().label()));
    }
    CubeStream.forEachTile(cube, CubeStream.bands(header, grid, cube.grid()), this::write);
  }

  /** Stores samples that were checked; exactly the tile's bytes. */
  protected abstract void store(Tile tile, MemorySegment samples) throws IOException;

  /** Completes the file and moves it to its place. */
  protected abstract void complete() throws IOException;

  /** Ends the writing; without {@link #finish}, nothing is left of the file. */
  @Override
  public abstract void close() throws IOException;
}
