package org.sinopia.xrf.cube;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Passing a cube through bounded memory, rectangle by rectangle. */
public final class CubeStream {

  /** The most bytes held at once, unless a single cell has more. */
  private static final long BUDGET = 64L << 20;

  private CubeStream() {}

  /** Work on a rectangle. */
  @FunctionalInterface
  public interface TileConsumer {
    /** Takes samples of the cube's type, ordered (row, column, bin), valid during the call. */
    void accept(Tile tile, MemorySegment samples) throws IOException;
  }

  /** Work on a spectrum. */
  @FunctionalInterface
  public interface SpectrumConsumer {
    /** Takes the counts of a pixel, one per bin, valid during the call. */
    void accept(int row, int column, double[] counts) throws IOException;
  }

  /**
   * A value made of some neighbouring pixels.
   *
   * @param <R> what it is
   */
  @FunctionalInterface
  public interface BlockWork<R> {
    /**
     * Works on any thread.
     *
     * @param tile a rectangle
     * @param samples its samples, of the cube's type
     * @param first number of the first pixel in the rectangle, row by row
     * @param end number after the last
     */
    R of(Tile tile, MemorySegment samples, int first, int end);
  }

  /** Pixels of a block, whatever the number of processors: sums have the same bits on all. */
  private static final int BLOCK_PIXELS = 1024;

  /**
   * Works through all spectra on all processors, in blocks that are the same on every machine.
   *
   * @param cube the cube
   * @param absent takes rectangles without a sample in the file, whose samples are not read
   * @param work on each block of the others
   * @param into takes what was made, one after another, in order
   */
  public static <R> void forEachBlock(
      DataCube cube, Consumer<Tile> absent, BlockWork<R> work, Consumer<R> into)
      throws IOException {
    forEachWrittenTile(
        cube,
        bands(cube.header(), cube.grid(), cube.grid()),
        absent::accept,
        (tile, samples) -> {
          int pixels = Math.toIntExact(tile.pixels());
          IntStream.range(0, Math.ceilDiv(pixels, BLOCK_PIXELS))
              .parallel()
              .mapToObj(
                  block ->
                      work.of(
                          tile,
                          samples,
                          block * BLOCK_PIXELS,
                          Math.min(pixels, (block + 1) * BLOCK_PIXELS)))
              .toList()
              .forEach(into);
        });
  }

  /** Work on a rectangle that the file has no data of. */
  @FunctionalInterface
  public interface AbsentTile {
    /** Takes the rectangle. */
    void accept(Tile tile) throws IOException;
  }

  /**
   * Hands over all rectangles of a grid, one after another, in order; without their samples those
   * that the file holds nothing of. Any thread may read the samples.
   */
  public static void forEachWrittenTile(
      DataCube cube, TileGrid grid, AbsentTile absent, TileConsumer consumer) throws IOException {
    try (Arena arena = Arena.ofShared()) {
      MemorySegment buffer = arena.allocate(cube.header().bytes(grid.cell(0)), 64);
      for (Tile tile : grid) {
        if (cube.isWritten(tile)) {
          cube.read(tile, buffer);
          consumer.accept(tile, buffer.asSlice(0, cube.header().bytes(tile)));
        } else {
          absent.accept(tile);
        }
      }
    }
  }

  /** Hands over all rectangles of a grid, one after another, in order. */
  public static void forEachTile(DataCube cube, TileGrid grid, TileConsumer consumer)
      throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(cube.header().bytes(grid.cell(0)), 64);
      for (Tile tile : grid) {
        cube.read(tile, buffer);
        consumer.accept(tile, buffer.asSlice(0, cube.header().bytes(tile)));
      }
    }
  }

  /** Hands over all spectra, one after another, in a fixed order. */
  public static void forEachSpectrum(DataCube cube, SpectrumConsumer consumer) throws IOException {
    CubeHeader header = cube.header();
    double[] counts = new double[header.bins()];
    forEachTile(
        cube,
        bands(header, cube.grid(), cube.grid()),
        (tile, samples) -> {
          for (int i = 0; i < tile.pixels(); i++) {
            header.type().toDoubles(samples, (long) i * header.bins(), counts, 0, counts.length);
            consumer.accept(
                tile.row() + i / tile.width(), tile.column() + i % tile.width(), counts);
          }
        });
  }

  /**
   * Rows of the rectangles that a cube is read in: bands of this number of rows read no cell twice.
   */
  public static int bandRows(DataCube cube) {
    return bands(cube.header(), cube.grid(), cube.grid()).cellHeight();
  }

  /**
   * Rectangles made of whole cells of {@code into} that do not read a cell of {@code from} more
   * often than the budget demands.
   */
  public static TileGrid bands(CubeHeader header, TileGrid into, TileGrid from) {
    long pixels = Math.max(1, BUDGET / header.pixelBytes());
    int cellHeight = into.cellHeight();
    int rows = cells(Math.max(cellHeight, from.cellHeight()), cellHeight, into.height());
    if ((long) rows * into.cellWidth() > pixels) {
      rows = cells((int) (pixels / into.cellWidth()), cellHeight, into.height());
    }
    int columns =
        cells((int) Math.min(into.width(), pixels / rows), into.cellWidth(), into.width());
    return new TileGrid(into.height(), into.width(), rows, columns);
  }

  private static int cells(int wanted, int cell, int size) {
    return wanted >= size ? size : Math.max(1, wanted / cell) * cell;
  }
}
