package org.sinopia.xrf.cube;

import java.io.IOException;
import java.util.BitSet;

/**
 * The pixels of a scan that hold no valid data: no sample is a finite number, or none was ever
 * written. Negative counts are data. Immutable.
 */
public final class MissingPixels {

  private final int height;
  private final int width;
  private final BitSet missing;

  private MissingPixels(int height, int width, BitSet missing) {
    this.height = height;
    this.width = width;
    this.missing = missing;
  }

  /** A scan of which no pixel is missing. */
  public static MissingPixels none(int height, int width) {
    return new MissingPixels(height, width, new BitSet());
  }

  /**
   * Finds the missing pixels of a cube. Cubes of whole numbers are read only as far as the first
   * positive count.
   *
   * @throws IllegalArgumentException if all pixels are missing, or none has a positive count
   * @throws IOException if the cube cannot be read
   */
  public static MissingPixels of(DataCube cube) throws IOException {
    Finder finder = new Finder(cube);
    if (cube.header().type().isFloating()) {
      CubeHeader header = cube.header();
      CubeStream.forEachBlock(
          cube,
          finder::lose,
          (tile, samples, first, end) -> {
            Finder found = new Finder(cube, tile.row());
            double[] counts = new double[header.bins()];
            for (int i = first; i < end; i++) {
              header.type().toDoubles(samples, (long) i * header.bins(), counts, 0, counts.length);
              found.accept(tile.row() + i / tile.width(), tile.column() + i % tile.width(), counts);
            }
            return found;
          },
          finder::add);
    } else {
      finder.acceptWhole();
    }
    return finder.result();
  }

  /** Collects the missing pixels of a cube while its spectra are read, each once. */
  public static final class Finder {
    private final DataCube cube;
    private final int height;
    private final int width;
    private final int firstRow;
    private final BitSet missing = new BitSet();
    private boolean positive;

    /** For a cube of which nothing was read yet. */
    public Finder(DataCube cube) {
      this(cube, 0);
    }

    /**
     * For a part of a cube, whose result another one takes.
     *
     * @param firstRow above which it finds nothing
     */
    public Finder(DataCube cube, int firstRow) {
      this.cube = cube;
      this.firstRow = firstRow;
      this.height = cube.header().height();
      this.width = cube.header().width();
    }

    /**
     * Takes the spectrum of a pixel.
     *
     * @return whether the pixel is missing
     */
    public boolean accept(int row, int column, double[] counts) {
      boolean valid = false;
      boolean above = false;
      for (double count : counts) {
        valid |= Double.isFinite(count);
        above |= count > 0 && count < Double.POSITIVE_INFINITY;
      }
      if (!valid || !cube.isWritten(row, column)) {
        missing.set(number(row, column));
        return true;
      }
      positive |= above;
      return false;
    }

    // From its own first row: a set of bits takes memory up to its last.
    private int number(int row, int column) {
      return Math.toIntExact((long) (row - firstRow) * width + column);
    }

    /** Takes a rectangle of which nothing was ever written. */
    public void lose(Tile tile) {
      for (int row = tile.row(); row < tile.row() + tile.height(); row++) {
        int first = number(row, tile.column());
        missing.set(first, first + tile.width());
      }
    }

    /** Takes what another found of other pixels, none above the own first row. */
    public void add(Finder other) {
      int moved = number(other.firstRow, 0);
      for (int from = other.missing.nextSetBit(0); from >= 0; ) {
        int to = other.missing.nextClearBit(from);
        missing.set(moved + from, moved + to);
        from = other.missing.nextSetBit(to);
      }
      positive |= other.positive;
    }

    private void acceptWhole() throws IOException {
      for (Tile tile : cube.grid()) {
        if (!cube.isWritten(tile)) {
          lose(tile);
          continue;
        }
        for (int i = 0; i < tile.pixels(); i++) {
          int row = tile.row() + i / tile.width();
          int column = tile.column() + i % tile.width();
          if (!cube.isWritten(row, column)) {
            missing.set(number(row, column));
          }
        }
      }
      double[] counts = new double[cube.header().bins()];
      for (Tile tile : cube.grid()) {
        if (positive) {
          return;
        }
        if (!cube.isWritten(tile)) {
          continue;
        }
        for (int i = 0; i < tile.pixels() && !positive; i++) {
          int row = tile.row() + i / tile.width();
          int column = tile.column() + i % tile.width();
          if (!missing.get(number(row, column))) {
            cube.readDoubles(new Tile(row, column, 1, 1), counts);
            accept(row, column, counts);
          }
        }
      }
    }

    /**
     * The pixels that were found.
     *
     * @throws IllegalArgumentException if all pixels are missing, or none has a positive count
     */
    public MissingPixels result() {
      long pixels = (long) height * width;
      if (missing.cardinality() == pixels) {
        throw new IllegalArgumentException(
            "samples: all %d pixels are missing, expected numbers in some".formatted(pixels));
      }
      if (!positive) {
        throw new IllegalArgumentException(
            "samples: no positive count in %d x %d pixels, expected a scan"
                .formatted(height, width));
      }
      return new MissingPixels(height, width, missing);
    }
  }

  /** Rows of the scan. */
  public int height() {
    return height;
  }

  /** Pixels of a row. */
  public int width() {
    return width;
  }

  /** Whether a pixel is missing. */
  public boolean isMissing(int row, int column) {
    return missing.get(Math.toIntExact((long) row * width + column));
  }

  /** Number of missing pixels. */
  public int count() {
    return missing.cardinality();
  }
}
