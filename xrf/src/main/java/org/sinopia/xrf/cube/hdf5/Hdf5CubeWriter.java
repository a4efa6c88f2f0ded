package org.sinopia.xrf.cube.hdf5;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.zip.Deflater;
import org.sinopia.tensor.file.PendingFile;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.CubeWriter;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.cube.TileGrid;
import org.sinopia.xrf.cube.store.StridedCopy;
import org.sinopia.xrf.cube.store.StridedCopy.Strides;

/**
 * Writes an HDF5 file in ganX's layout: dataset {@code img} of (height, width, bins), dataset
 * {@code energy} of bin middles in keV, the attributes on the file's root. Chunks are deflated by
 * the threads that write them and handed to the HDF5 library whole.
 */
public final class Hdf5CubeWriter extends CubeWriter {

  private final PendingFile pending;
  private final Hdf5Library library;
  private final Hdf5Options options;
  private final boolean shuffle;
  private long file = -1;
  private long dataset = -1;

  private Hdf5CubeWriter(CubeHeader header, TileGrid grid, Hdf5Options options, PendingFile pending)
      throws IOException {
    super(header, grid);
    this.pending = pending;
    this.options = options;
    this.shuffle = options.deflateLevel() > 0 && header.type().bytes() > 1;
    this.library = Hdf5Library.get();
    this.file = library.createFile(pending.path().toAbsolutePath().toString());
    try {
      this.dataset =
          library.createChunked(
              file,
              Hdf5File.CUBE,
              header.type(),
              new long[] {header.height(), header.width(), header.bins()},
              new long[] {grid.cellHeight(), grid.cellWidth(), header.bins()},
              shuffle,
              options.deflateLevel());
      if (header.energy().isPresent()) {
        library.writeDoubles(file, Hdf5File.ENERGY, header.energy().get().centresKev());
      }
      for (var attribute : header.attributes().entrySet()) {
        library.writeAttribute(file, attribute.getKey(), attribute.getValue());
      }
    } catch (IOException | RuntimeException e) {
      closeLibrary();
      throw e;
    }
  }

  /**
   * Starts an HDF5 cube.
   *
   * @param file where the cube goes; replaced when the writer finishes
   * @param header shape, number type, axis and attributes of the cube
   * @param options compression and chunks
   * @throws IllegalArgumentException if a chunk has 2<sup>31</sup> bytes or more
   * @throws IOException if the folder cannot be written to
   */
  public static Hdf5CubeWriter create(Path file, CubeHeader header, Hdf5Options options)
      throws IOException {
    TileGrid grid =
        new TileGrid(
            header.height(),
            header.width(),
            Math.min(header.height(), options.chunkHeight()),
            Math.min(header.width(), options.chunkWidth()));
    if (header.bytes(grid.cell(0)) > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "HDF5: chunks of %d x %d pixels x %d bins of %s, expected less than 2^31 bytes"
              .formatted(
                  grid.cellHeight(), grid.cellWidth(), header.bins(), header.type().label()));
    }
    PendingFile pending = PendingFile.of(file);
    try {
      return new Hdf5CubeWriter(header, grid, options, pending);
    } catch (IOException | RuntimeException e) {
      pending.close();
      throw e;
    }
  }

  @Override
  protected void store(Tile tile, MemorySegment samples) throws IOException {
    Chunks chunks = new Chunks(tile, samples);
    int[] cells = grid().touchedBy(tile).toArray();
    try (Arena arena = Arena.ofConfined()) {
      for (int index : cells) {
        Tile cell = grid().cell(index);
        library.writeChunk(
            dataset,
            new long[] {cell.row(), cell.column(), 0},
            options.deflateLevel() > 0 ? chunks.deflated(cell, arena) : chunks.plain(cell, arena));
      }
    } finally {
      chunks.end();
    }
  }

  /** The chunks of one rectangle, through buffers that are reused. */
  private final class Chunks {
    private final Tile tile;
    private final MemorySegment samples;
    private final int bytes = (int) header().bytes(grid().cell(0));
    private MemorySegment gathered;
    private MemorySegment packed;
    private byte[] shuffled;
    private Deflater deflater;

    Chunks(Tile tile, MemorySegment samples) {
      this.tile = tile;
      this.samples = samples;
    }

    MemorySegment plain(Tile cell, Arena arena) {
      boolean contiguous =
          cell.width() == tile.width()
              && cell.height() == grid().cellHeight()
              && cell.width() == grid().cellWidth();
      int row = cell.row() - tile.row();
      int column = cell.column() - tile.column();
      long first = ((long) row * tile.width() + column) * header().bins();
      if (contiguous && samples.isNative()) {
        return samples.asSlice(first * header().type().bytes(), bytes);
      }
      if (gathered == null) {
        gathered = arena.allocate(bytes, 64);
      }
      boolean padded = header().bytes(cell) < bytes;
      if (padded) {
        gathered.fill((byte) 0);
      }
      StridedCopy.copy(
          header().type().bytes(),
          cell.height(),
          cell.width(),
          header().bins(),
          samples,
          Strides.packed(tile.width(), header().bins()).from(first),
          ByteOrder.nativeOrder(),
          gathered,
          Strides.packed(grid().cellWidth(), header().bins()),
          ByteOrder.nativeOrder());
      return gathered;
    }

    MemorySegment deflated(Tile cell, Arena arena) {
      if (shuffled == null) {
        shuffled = new byte[bytes];
        // RFC 1950 and 1951: stored blocks of up to 65535 bytes bound what deflating adds.
        packed = arena.allocate(bytes + bytes / 1000L + 64, 1);
        deflater = new Deflater(options.deflateLevel());
      }
      MemorySegment plain = plain(cell, arena);
      if (shuffle) {
        Hdf5Filters.shuffle(plain, header().type().bytes(), shuffled);
      } else {
        MemorySegment.copy(plain, ValueLayout.JAVA_BYTE, 0, shuffled, 0, bytes);
      }
      deflater.reset();
      deflater.setInput(shuffled);
      deflater.finish();
      var out = packed.asByteBuffer();
      while (!deflater.finished()) {
        if (!out.hasRemaining()) {
          throw new IllegalStateException("deflate exceeds its bound");
        }
        deflater.deflate(out);
      }
      return packed.asSlice(0, out.position());
    }

    void end() {
      if (deflater != null) {
        deflater.end();
      }
    }
  }

  @Override
  protected void complete() throws IOException {
    closeLibrary();
    pending.commit();
  }

  private void closeLibrary() throws IOException {
    long openDataset = dataset;
    long openFile = file;
    dataset = -1;
    file = -1;
    try {
      if (openDataset >= 0) {
        library.closeDataset(openDataset);
      }
    } finally {
      if (openFile >= 0) {
        library.closeFile(openFile);
      }
    }
  }

  @Override
  public void close() throws IOException {
    try (pending) {
      closeLibrary();
    }
  }
}
