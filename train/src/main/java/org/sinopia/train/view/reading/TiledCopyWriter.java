package org.sinopia.train.view.reading;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.sinopia.tensor.file.PendingFile;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.cube.TileGrid;

/**
 * The pass that writes a {@link TiledCopy}. The file takes its place when it is whole. Its name and
 * its head tell which scan it is of: a digest of shape, number type, the file's size and time, and
 * spectra from all over the picture.
 */
final class TiledCopyWriter implements Pass.Work {
  private static final String MAGIC = "sinopia tiles 1\n";
  private static final int PROBES = 7;

  /** Samples read at once. */
  private static final long MAX_SAMPLES = 16L << 20;

  private final CubeHeader header;
  private final SampleType stored;
  private final TileGrid grid;
  private final PendingFile pending;
  private final FileChannel channel;

  /**
   * Begins a copy.
   *
   * @param target of the {@link #place}
   * @param digest of the scan
   */
  @SuppressWarnings("MustBeClosedChecker") // closed by close
  TiledCopyWriter(CubeHeader header, Path target, String digest) throws IOException {
    this.header = header;
    this.stored = TiledCopy.stored(header.type());
    this.grid = TiledCopy.grid(header);
    this.pending = PendingFile.of(target);
    this.channel = FileChannel.open(pending.path(), StandardOpenOption.WRITE);
    write(ByteBuffer.wrap(head(digest)), 0);
  }

  /** The first bytes of a copy. */
  static byte[] head(String digest) {
    return Arrays.copyOf((MAGIC + digest + "\n").getBytes(US_ASCII), TiledCopy.HEAD_BYTES);
  }

  /** Where the copy of a scan belongs. */
  public static Path place(Path folder, Path cube, String digest) {
    String name = cube.getFileName().toString();
    return folder.resolve(name + "-" + digest.substring(0, 16) + ".tiles");
  }

  /** A copy that is there and of the same scan. */
  static Optional<TiledCopy> existing(Path place, CubeHeader header, String digest)
      throws IOException {
    if (!Files.isRegularFile(place)) {
      return Optional.empty();
    }
    byte[] head = new byte[TiledCopy.HEAD_BYTES];
    try (var in = Files.newInputStream(place)) {
      in.readNBytes(head, 0, head.length);
    }
    return Arrays.equals(head, head(digest))
        ? Optional.of(TiledCopy.open(place, header))
        : Optional.empty();
  }

  /** Tells scans apart, see the class's comment. */
  static String digest(ScanSource source, Path cube) throws IOException {
    MessageDigest sha256;
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
    CubeHeader header = source.header();
    String facts =
        "%d %d %d %s %d %s"
            .formatted(
                header.height(),
                header.width(),
                header.bins(),
                header.type(),
                Files.size(cube),
                Files.getLastModifiedTime(cube));
    sha256.update(facts.getBytes(US_ASCII));
    float[] spectrum = new float[header.bins()];
    ByteBuffer bytes = ByteBuffer.allocate(header.bins() * Float.BYTES);
    for (int i = 0; i < PROBES; i++) {
      int row = (int) ((long) i * (header.height() - 1) / (PROBES - 1));
      int column = (int) ((long) (i * 3 % PROBES) * (header.width() - 1) / (PROBES - 1));
      source.read(new Tile(row, column, 1, 1), 0, header.bins(), spectrum);
      bytes.clear().asFloatBuffer().put(spectrum);
      sha256.update(bytes.array());
    }
    return HexFormat.of().formatHex(sha256.digest());
  }

  @Override
  public int firstBin() {
    return 0;
  }

  @Override
  public int endBin() {
    return header.bins();
  }

  /** Whole tiles, row of tiles after row of tiles. */
  @Override
  public CellOrder order(ScanSource source) {
    long tiles = MAX_SAMPLES / ((long) TiledCopy.AREA * header.bins());
    int columns = Math.clamp(tiles * TiledCopy.SIDE, grid.cellWidth(), header.width());
    if (columns < header.width()) {
      columns = Math.max(1, columns / TiledCopy.SIDE) * TiledCopy.SIDE;
    }
    List<CellOrder.Step> steps = new ArrayList<>();
    for (Tile tile : new TileGrid(header.height(), header.width(), grid.cellHeight(), columns)) {
      steps.add(new CellOrder.Step(tile, tile, false));
    }
    return new CellOrder(steps);
  }

  @Override
  public void take(CellOrder.Step step, float[] spectra, boolean[] written) throws IOException {
    Tile tile = step.tile();
    for (int cell : grid.touchedBy(tile).toArray()) {
      ByteBuffer bytes = transposed(tile, grid.cell(cell), spectra);
      write(bytes, TiledCopy.HEAD_BYTES + (long) cell * bytes.capacity());
    }
  }

  private ByteBuffer transposed(Tile tile, Tile cell, float[] spectra) {
    int bins = header.bins();
    ByteBuffer bytes =
        ByteBuffer.allocate(TiledCopy.AREA * bins * stored.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (int r = 0; r < cell.height(); r++) {
      for (int c = 0; c < cell.width(); c++) {
        int row = cell.row() - tile.row() + r;
        int from = (row * tile.width() + cell.column() - tile.column() + c) * bins;
        int pixel = r * TiledCopy.SIDE + c;
        for (int b = 0; b < bins; b++) {
          int at = (b * TiledCopy.AREA + pixel) * stored.bytes();
          if (stored == SampleType.U16) {
            bytes.putShort(at, (short) (int) spectra[from + b]);
          } else {
            bytes.putFloat(at, spectra[from + b]);
          }
        }
      }
    }
    return bytes;
  }

  private void write(ByteBuffer bytes, long from) throws IOException {
    long at = from;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }

  @Override
  public void finish() throws IOException {
    channel.force(true);
    channel.close();
    pending.commit();
  }

  @Override
  public void close() throws IOException {
    channel.close();
    pending.close();
  }
}
