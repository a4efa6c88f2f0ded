package org.sinopia.xrf.cube.hdf5;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.cube.TileGrid;
import org.sinopia.xrf.cube.store.DetectorSum;

/** A dataset of an HDF5 file as a cube, its detectors summed. */
final class Hdf5Cube implements DataCube {

  /** Bytes of a row band that is read at once, where blocks are small. */
  private static final long BAND_BYTES = 8L << 20;

  private final Hdf5Contents contents;
  private final Hdf5Array array;
  private final Hdf5Axes axes;
  private final CubeHeader header;
  private final TileGrid grid;

  Hdf5Cube(Hdf5Contents contents, Hdf5Array array, Hdf5Axes axes, CubeHeader header) {
    this.contents = contents;
    this.array = array;
    this.axes = axes;
    this.header = header;
    long[] chunk = array.chunk();
    int rows = Math.toIntExact(Math.min(header.height(), axes.row() < 0 ? 1 : chunk[axes.row()]));
    int columns =
        Math.toIntExact(Math.min(header.width(), axes.column() < 0 ? 1 : chunk[axes.column()]));
    if (rows == 1 && columns == header.width()) {
      long band = BAND_BYTES / Math.max(1, header.width() * header.pixelBytes());
      rows = Math.clamp(band, 1, header.height());
    }
    this.grid = new TileGrid(header.height(), header.width(), rows, columns);
  }

  @Override
  public CubeHeader header() {
    return header;
  }

  @Override
  public TileGrid grid() {
    return grid;
  }

  @Override
  public int detectors() {
    return axes.detectors();
  }

  @Override
  public void read(Tile tile, MemorySegment samples) throws IOException {
    header.requireInside(tile);
    MemorySegment target = samples.asSlice(0, header.bytes(tile));
    if (axes.selected().size() == 1) {
      read(tile, axes.selected().getFirst(), target);
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      long count = tile.pixels() * header.bins();
      MemorySegment one = arena.allocate(count * array.type().bytes(), 64);
      target.fill((byte) 0);
      for (int detector : axes.selected()) {
        read(tile, detector, one);
        DetectorSum.add(array.type(), one, header.type(), target, count);
      }
    }
  }

  private void read(Tile tile, int detector, MemorySegment target) throws IOException {
    long[] strides = new long[array.sizes().length];
    set(strides, axes.row(), (long) tile.width() * header.bins());
    set(strides, axes.column(), header.bins());
    set(strides, axes.bin(), 1);
    array.read(start(tile, detector), count(tile), target, strides);
  }

  private long[] start(Tile tile, int detector) {
    long[] start = new long[array.sizes().length];
    set(start, axes.detector(), detector);
    set(start, axes.row(), tile.row());
    set(start, axes.column(), tile.column());
    return start;
  }

  private long[] count(Tile tile) {
    long[] count = new long[array.sizes().length];
    Arrays.fill(count, 1);
    set(count, axes.row(), tile.height());
    set(count, axes.column(), tile.width());
    set(count, axes.bin(), header.bins());
    return count;
  }

  private static void set(long[] values, int axis, long value) {
    if (axis >= 0) {
      values[axis] = value;
    }
  }

  @Override
  public boolean isWritten(int row, int column) {
    return isWritten(new Tile(row, column, 1, 1));
  }

  @Override
  public boolean isWritten(Tile tile) {
    try {
      for (int detector : axes.selected()) {
        if (array.isWritten(start(tile, detector), count(tile))) {
          return true;
        }
      }
      return false;
    } catch (IOException _) {
      // A chunk that is damaged was written; reading it tells what is wrong.
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    contents.close();
  }
}
