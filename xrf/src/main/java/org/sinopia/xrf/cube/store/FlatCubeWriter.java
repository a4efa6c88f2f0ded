package org.sinopia.xrf.cube.store;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import org.sinopia.tensor.file.PendingFile;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.CubeWriter;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.cube.TileGrid;
import org.sinopia.xrf.cube.store.StridedCopy.Strides;

/** Writes samples one after another into a file, by bands of whole rows. */
public final class FlatCubeWriter extends CubeWriter {

  /** The work that remains when all samples are written. */
  @FunctionalInterface
  public interface Completion {
    void run(PendingFile samples) throws IOException;
  }

  /** Bytes handed to the channel at once: far below the limit of a byte buffer. */
  private static final long WRITE_BYTES = 64L << 20;

  private final PendingFile file;
  private final FileChannel channel;
  private final FlatCube.Layout layout;
  private final Completion completion;

  /**
   * A writer into {@code file}, which it owns, from byte {@code layout.offset()} on; what is before
   * is the caller's.
   */
  public FlatCubeWriter(
      CubeHeader header,
      FlatCube.Layout layout,
      PendingFile file,
      byte[] head,
      Completion completion)
      throws IOException {
    super(header, new TileGrid(header.height(), header.width(), 1, header.width()));
    this.file = file;
    this.layout = layout;
    this.completion = completion;
    this.channel = openWith(head);
  }

  private FileChannel openWith(byte[] head) throws IOException {
    try {
      FileChannel opened = file.openForWriting();
      try {
        writeFully(opened, ByteBuffer.wrap(head), 0);
        return opened;
      } catch (IOException e) {
        opened.close();
        throw e;
      }
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  @Override
  protected void store(Tile tile, MemorySegment samples) throws IOException {
    CubeHeader band =
        new CubeHeader(tile.height(), header().width(), header().bins(), header().type());
    boolean asIs =
        samples.isNative()
            && layout.interleave() == Interleave.BIP
            && layout.order() == ByteOrder.nativeOrder();
    if (asIs) {
      writeRun(samples, (long) tile.row() * header().width() * header().pixelBytes());
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ordered = arena.allocate(samples.byteSize(), 64);
      StridedCopy.copy(
          header().type().bytes(),
          tile.height(),
          tile.width(),
          header().bins(),
          samples,
          Strides.packed(tile.width(), header().bins()),
          ByteOrder.nativeOrder(),
          ordered,
          Strides.of(layout.interleave(), band),
          layout.order());
      writeRuns(ordered, tile);
    }
  }

  private void writeRuns(MemorySegment ordered, Tile tile) throws IOException {
    long row = (long) header().width() * header().type().bytes();
    switch (layout.interleave()) {
      case BIL, BIP -> writeRun(ordered, tile.row() * row * header().bins());
      case BSQ -> {
        for (int b = 0; b < header().bins(); b++) {
          long run = tile.height() * row;
          writeRun(
              ordered.asSlice(b * run, run), (b * (long) header().height() + tile.row()) * row);
        }
      }
      case BSQ_COLUMNS ->
          throw new IllegalStateException("column-major order is read, never written");
    }
  }

  private void writeRun(MemorySegment bytes, long at) throws IOException {
    for (long done = 0; done < bytes.byteSize(); done += WRITE_BYTES) {
      long count = Math.min(WRITE_BYTES, bytes.byteSize() - done);
      writeFully(channel, bytes.asSlice(done, count).asByteBuffer(), layout.offset() + at + done);
    }
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes, long at)
      throws IOException {
    long position = at;
    while (bytes.hasRemaining()) {
      position += channel.write(bytes, position);
    }
  }

  @Override
  protected void complete() throws IOException {
    channel.close();
    completion.run(file);
  }

  @Override
  public void close() throws IOException {
    try (file) {
      channel.close();
    }
  }
}
