package org.sinopia.xrf.cube;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Passing a cube through bounded memory, rectangle by rectangle. */
public final class CubeStream {

  /** The most bytes held at once, unless a single cell has more. */
  private static final long BUDGET = 64L << 20;

  private CubeStream() {}

  /** What is done with a rectangle. */
  @FunctionalInterface
  public interface TileConsumer {
    /** Takes samples of the cube's type, ordered (row, column, bin), valid during the call. */
    void accept(Tile tile, MemorySegment samples) throws IOException;
  }

  /** What is done with a spectrum. */
  @FunctionalInterface
  public interface SpectrumConsumer {
    /** Takes the counts of a pixel, one per bin, valid during the call. */
    void accept(int row, int column, double[] counts) throws IOException;
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
