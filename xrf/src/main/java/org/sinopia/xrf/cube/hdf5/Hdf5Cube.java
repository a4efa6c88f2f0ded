package org.sinopia.xrf.cube.hdf5;

import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.filter.PipelineFilterWithData;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import org.sinopia.xrf.cube.CubeFormatException;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.cube.TileGrid;
import org.sinopia.xrf.cube.store.StridedCopy;
import org.sinopia.xrf.cube.store.StridedCopy.Strides;
import org.sinopia.xrf.cube.store.Zlib;

/** A dataset in chunks of an HDF5 file, read in pure Java. */
final class Hdf5Cube implements DataCube {

  private final Path path;
  private final Hdf5File.Storage storage;
  private final CubeHeader header;
  private final TileGrid grid;
  private final ChunkedDataset dataset;
  private final ByteOrder order;
  private final int[] chunk;
  private final List<PipelineFilterWithData> filters;
  private final boolean ownFilters;

  Hdf5Cube(
      Path path,
      Hdf5File.Storage storage,
      CubeHeader header,
      ChunkedDataset dataset,
      ByteOrder order)
      throws CubeFormatException {
    this.path = path;
    this.storage = storage;
    this.header = header;
    this.dataset = dataset;
    this.order = order;
    this.chunk = dataset.getChunkDimensions();
    this.filters = dataset.getFilters();
    this.ownFilters =
        filters.stream()
            .allMatch(f -> f.getId() == Hdf5Filters.DEFLATE || f.getId() == Hdf5Filters.SHUFFLE);
    long bytes = header.type().bytes();
    for (int size : chunk) {
      if (size < 1 || bytes > Integer.MAX_VALUE / size) {
        throw new CubeFormatException(
            path,
            Hdf5File.CUBE,
            "chunks of " + Arrays.toString(chunk) + ", expected less than 2^31 bytes");
      }
      bytes *= size;
    }
    this.grid =
        new TileGrid(
            header.height(),
            header.width(),
            Math.min(header.height(), chunk[0]),
            Math.min(header.width(), chunk[1]));
  }

  static String reason(Throwable e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
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
  public void read(Tile tile, MemorySegment samples) throws IOException {
    header.requireInside(tile);
    MemorySegment target = samples.asSlice(0, header.bytes(tile));
    for (int index : grid.touchedBy(tile).toArray()) {
      Tile cell = grid.cell(index);
      for (int bin = 0; bin < header.bins(); bin += chunk[2]) {
        copyChunk(cell, bin, tile, target);
      }
    }
  }

  private void copyChunk(Tile cell, int firstBin, Tile tile, MemorySegment target)
      throws IOException {
    int top = Math.max(cell.row(), tile.row());
    int left = Math.max(cell.column(), tile.column());
    int bottom = Math.min(cell.row() + cell.height(), tile.row() + tile.height());
    int right = Math.min(cell.column() + cell.width(), tile.column() + tile.width());
    Strides from = Strides.packed(chunk[1], chunk[2]);
    Strides to = Strides.packed(tile.width(), header.bins());
    StridedCopy.copy(
        header.type().bytes(),
        bottom - top,
        right - left,
        Math.min(chunk[2], header.bins() - firstBin),
        chunk(cell.row(), cell.column(), firstBin),
        from.from((top - cell.row()) * from.row() + (left - cell.column()) * from.column()),
        order,
        target,
        to.from((top - tile.row()) * to.row() + (left - tile.column()) * to.column() + firstBin),
        ByteOrder.nativeOrder());
  }

  /** The samples of a chunk, decoded. */
  private MemorySegment chunk(int row, int column, int bin) throws IOException {
    int length = chunk[0] * chunk[1] * chunk[2] * header.type().bytes();
    int[] first = {row, column, bin};
    try {
      if (!ownFilters) {
        byte[] decoded = dataset.getDecompressedChunk(first);
        requireLength(decoded.length, length);
        return MemorySegment.ofArray(decoded);
      }
      ByteBuffer stored = dataset.getRawChunkBuffer(first);
      if (filters.isEmpty()) {
        requireLength(stored.remaining(), length);
        return MemorySegment.ofBuffer(stored);
      }
      return MemorySegment.ofArray(decode(stored, length));
    } catch (DataFormatException | RuntimeException e) {
      throw new CubeFormatException(
          path, Hdf5File.CUBE, "chunk " + Arrays.toString(first) + ": " + reason(e), e);
    }
  }

  private byte[] decode(ByteBuffer stored, int length) throws DataFormatException {
    byte[] bytes = null;
    for (PipelineFilterWithData filter : filters.reversed()) {
      if (filter.getId() == Hdf5Filters.DEFLATE) {
        ByteBuffer in = bytes == null ? stored : ByteBuffer.wrap(bytes);
        bytes = Zlib.inflateExactly(in, length);
      } else {
        if (bytes == null) {
          bytes = new byte[stored.remaining()];
          stored.get(bytes);
        }
        bytes = Hdf5Filters.unshuffle(bytes, header.type().bytes());
      }
    }
    if (bytes.length != length) {
      throw new DataFormatException(bytes.length + " bytes, expected " + length);
    }
    return bytes;
  }

  private static void requireLength(int found, int expected) throws DataFormatException {
    if (found != expected) {
      throw new DataFormatException(found + " bytes, expected " + expected);
    }
  }

  @Override
  public void close() {
    storage.close();
  }
}
