package org.sinopia.xrf.cube.bruker;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.sinopia.xrf.cube.CubeFormatException;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.DeadTime;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.cube.TileGrid;
import org.sinopia.xrf.cube.bruker.SfsContainer.SfsFile;
import org.sinopia.xrf.cube.store.HeaderFields;

/**
 * One detector's map of a Bruker BCF file (versions 1 and 2). {@code EDSDatabase/SpectrumData0}
 * holds height and width (4 bytes each) and, from byte 0x1A0 on, for each row the number of its
 * pixels (4) and their records; see {@link BcfSpectrum}. Pixels without a record have no counts.
 */
final class BcfMap implements DataCube {

  static final String FOLDER = "EDSDatabase/";
  private static final int FIRST_ROW = 0x1A0;
  private static final int MAX_SIDE = 1 << 20;
  private static final long MAX_COUNT = 0xFFFFFFFFL;

  private final Path path;
  private final SfsContainer container;
  private final SfsStream map;
  private final long[] rows;
  private final CubeHeader header;
  private final Optional<DeadTime> deadTime;

  BcfMap(Path path, SfsContainer container, String name) throws IOException {
    this.path = path;
    this.container = container;
    this.map = new SfsStream(path, name, container.files().get(name));
    byte[] sizes = new byte[8];
    map.read(0, sizes, sizes.length);
    ByteBuffer in = ByteBuffer.wrap(sizes).order(ByteOrder.LITTLE_ENDIAN);
    int height = in.getInt(0);
    int width = in.getInt(4);
    if (height < 1 || height > MAX_SIDE || width < 1 || width > MAX_SIDE) {
      throw new CubeFormatException(
          path, name, "%d x %d pixels, expected 1 to %d a side".formatted(height, width, MAX_SIDE));
    }
    if (height > (map.length() - FIRST_ROW) / 4) {
      throw new CubeFormatException(
          path, name, "%d rows in %d bytes".formatted(height, map.length()));
    }
    this.rows = new long[height];
    BcfHeader facts = facts(name);
    this.deadTime = facts.times().map(DeadTime::uniform);
    int bins = Math.max(index(width), facts.channels().orElse(1));
    CubeHeader shape = HeaderFields.header(path, name, height, width, bins, SampleType.U32);
    this.header =
        facts.calibration().isEmpty()
            ? shape
            : shape.withEnergy(facts.calibration().get().axis(path, bins));
  }

  /** Finds where the rows are; the most channels of any pixel. */
  private int index(int width) throws CubeFormatException {
    int channels = 0;
    long records = 0;
    long at = FIRST_ROW;
    for (int row = 0; row < rows.length; row++) {
      rows[row] = at;
      Cursor cursor = new Cursor(at);
      while (cursor.next()) {
        channels = Math.max(channels, cursor.spectrum.channels());
        records++;
        if (cursor.spectrum.column() >= width) {
          throw new CubeFormatException(
              path,
              "row " + row,
              "pixel in column %d, expected below %d".formatted(cursor.spectrum.column(), width));
        }
      }
      at = cursor.at;
    }
    if (records == 0) {
      throw new CubeFormatException(path, "map", "no pixel has a spectrum");
    }
    return channels;
  }

  /** Walks the records of one row. */
  private final class Cursor {
    private final byte[] word = new byte[4];
    private final byte[] head = new byte[BcfSpectrum.HEADER];
    private long left;
    private BcfSpectrum spectrum;
    private long data;
    private int dataBytes;

    /** Where the next record, or after the last one the next row, starts. */
    private long at;

    Cursor(long row) throws CubeFormatException {
      left = word(row);
      at = row + word.length;
    }

    private long word(long position) throws CubeFormatException {
      map.read(position, word, word.length);
      return Integer.toUnsignedLong(ByteBuffer.wrap(word).order(ByteOrder.LITTLE_ENDIAN).getInt());
    }

    boolean next() throws CubeFormatException {
      if (left == 0) {
        return false;
      }
      left--;
      map.read(at, head, head.length);
      spectrum = BcfSpectrum.header(path, head);
      data = at + head.length;
      long length = spectrum.bytes();
      if (spectrum.pulsesFollow()) {
        length += word(data + spectrum.followingLengthAt());
      }
      if (length > map.length() - data) {
        throw new CubeFormatException(
            path, "pixel", "%d bytes at %d, the map has %d".formatted(length, data, map.length()));
      }
      dataBytes = (int) length;
      at = data + length;
      return true;
    }

    void addTo(long[] counts) throws CubeFormatException {
      byte[] bytes = new byte[dataBytes];
      map.read(data, bytes, bytes.length);
      spectrum.addTo(path, bytes, counts);
    }
  }

  private BcfHeader facts(String name) throws IOException {
    String headerName = FOLDER + "HeaderData";
    SfsFile file = container.files().get(headerName);
    if (file == null) {
      return BcfHeader.EMPTY;
    }
    try (InputStream in = new SfsStream(path, headerName, file).asInputStream()) {
      return BcfHeader.read(path, in, name.substring(FOLDER.length()));
    }
  }

  @Override
  public CubeHeader header() {
    return header;
  }

  @Override
  public Optional<DeadTime> deadTime() {
    return deadTime;
  }

  @Override
  public TileGrid grid() {
    return new TileGrid(header.height(), header.width(), 1, header.width());
  }

  @Override
  public synchronized void read(Tile tile, MemorySegment samples) throws IOException {
    header.requireInside(tile);
    MemorySegment target = samples.asSlice(0, header.bytes(tile)).fill((byte) 0);
    long[] counts = new long[header.bins()];
    for (int y = 0; y < tile.height(); y++) {
      Cursor cursor = new Cursor(rows[tile.row() + y]);
      while (cursor.next()) {
        long x = cursor.spectrum.column() - tile.column();
        if (x >= 0 && x < tile.width()) {
          Arrays.fill(counts, 0);
          cursor.addTo(counts);
          store(counts, target, (y * (long) tile.width() + x) * header.bins());
        }
      }
    }
  }

  private void store(long[] counts, MemorySegment target, long first) throws CubeFormatException {
    for (int b = 0; b < counts.length; b++) {
      if (counts[b] != 0) {
        long at = 4 * (first + b);
        long sum =
            counts[b] + Integer.toUnsignedLong(target.get(ValueLayout.JAVA_INT_UNALIGNED, at));
        if (sum < 0 || sum > MAX_COUNT) {
          throw new CubeFormatException(
              path, "pixel", "count %d, expected at most %d".formatted(sum, MAX_COUNT));
        }
        target.set(ValueLayout.JAVA_INT_UNALIGNED, at, (int) sum);
      }
    }
  }

  @Override
  public void close() {
    // The container is of all maps; who opened it closes it.
  }
}
