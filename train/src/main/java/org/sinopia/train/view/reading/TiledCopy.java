package org.sinopia.train.view.reading;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.sinopia.xrf.cube.CubeFormatException;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.cube.TileGrid;

/**
 * A copy of a scan in tiles of {@value #SIDE} × {@value #SIDE} pixels, in each tile bin after bin.
 * The spectrum of a pixel is within one tile, and a band of energies is one run of bytes in each,
 * so neither needs the whole file. Samples are u16 where the scan's are u8 or u16, else f32, little
 * endian; tiles at the edges are filled up with 0. Read by file offsets, not mapped, so that memory
 * does not grow with what was looked at. Thread-safe.
 */
final class TiledCopy implements DataCube {
  static final int SIDE = 16;
  static final int AREA = SIDE * SIDE;

  /** Length of the head, {@link TiledCopyWriter#head}. */
  static final int HEAD_BYTES = 4096;

  private final Path file;
  private final CubeHeader header;
  private final SampleType stored;
  private final FileChannel channel;

  private TiledCopy(Path file, CubeHeader header, FileChannel channel) {
    this.file = file;
    this.header = header;
    this.stored = stored(header.type());
    this.channel = channel;
  }

  /**
   * Opens a copy.
   *
   * @param file written by {@link TiledCopyWriter} for the same scan
   * @param header of the scan
   * @throws CubeFormatException if the file is shorter than it must be
   */
  @SuppressWarnings("MustBeClosedChecker") // closed by close
  static TiledCopy open(Path file, CubeHeader header) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    TiledCopy copy = new TiledCopy(file, header, channel);
    long expected = HEAD_BYTES + copy.tileBytes() * grid(header).cells();
    if (channel.size() != expected) {
      channel.close();
      throw new CubeFormatException(
          file, "length", "%d bytes, expected %d".formatted(channel.size(), expected));
    }
    return copy;
  }

  /** How the samples of a type are stored. */
  static SampleType stored(SampleType type) {
    return type == SampleType.U8 || type == SampleType.U16 ? SampleType.U16 : SampleType.F32;
  }

  /** The tiles of a scan. */
  static TileGrid grid(CubeHeader header) {
    return new TileGrid(
        header.height(),
        header.width(),
        Math.min(SIDE, header.height()),
        Math.min(SIDE, header.width()));
  }

  private long tileBytes() {
    return (long) AREA * header.bins() * stored.bytes();
  }

  @Override
  public CubeHeader header() {
    return header;
  }

  @Override
  public TileGrid grid() {
    return grid(header);
  }

  /** Reads some bins of a rectangle; see {@link ScanSource#read}. */
  void readBins(Tile tile, int firstBin, int endBin, float[] counts) throws IOException {
    header.requireInside(tile);
    int bins = endBin - firstBin;
    ByteBuffer run =
        ByteBuffer.allocate(bins * AREA * stored.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    TileGrid grid = grid();
    for (int cell : grid.touchedBy(tile).toArray()) {
      Tile whole = grid.cell(cell);
      long at = HEAD_BYTES + cell * tileBytes() + (long) firstBin * AREA * stored.bytes();
      fill(run.clear(), at);
      int top = Math.max(tile.row(), whole.row());
      int left = Math.max(tile.column(), whole.column());
      int bottom = Math.min(tile.row() + tile.height(), whole.row() + whole.height());
      int right = Math.min(tile.column() + tile.width(), whole.column() + whole.width());
      for (int row = top; row < bottom; row++) {
        for (int column = left; column < right; column++) {
          int pixel = (row - whole.row()) * SIDE + column - whole.column();
          int to = ((row - tile.row()) * tile.width() + column - tile.column()) * bins;
          pick(run, pixel, bins, counts, to);
        }
      }
    }
  }

  private void pick(ByteBuffer run, int pixel, int bins, float[] counts, int to) {
    if (stored == SampleType.U16) {
      for (int b = 0; b < bins; b++) {
        counts[to + b] = Short.toUnsignedInt(run.getShort((b * AREA + pixel) * Short.BYTES));
      }
    } else {
      for (int b = 0; b < bins; b++) {
        counts[to + b] = run.getFloat((b * AREA + pixel) * Float.BYTES);
      }
    }
  }

  private void fill(ByteBuffer buffer, long from) throws IOException {
    long at = from;
    while (buffer.hasRemaining()) {
      int read = channel.read(buffer, at);
      if (read < 0) {
        throw new IOException(file.getFileName() + ": is cut short; remove it to make it again");
      }
      at += read;
    }
  }

  @Override
  public void readFloats(Tile tile, float[] counts) throws IOException {
    readBins(tile, 0, header.bins(), counts);
  }

  /** Not for copies: they are read as numbers of single precision. */
  @Override
  public void read(Tile tile, MemorySegment samples) {
    throw new UnsupportedOperationException("a tiled copy is read by readFloats");
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
