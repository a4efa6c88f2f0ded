package org.sinopia.xrf.cube.store;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.sinopia.xrf.cube.CubeFormatException;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.cube.TileGrid;
import org.sinopia.xrf.cube.store.StridedCopy.Strides;

/** A cube whose samples lie one after another in a file. */
public final class FlatCube implements DataCube {

  /** How samples lie in their file. */
  public record Layout(long offset, Interleave interleave, ByteOrder order) {}

  /** Bytes of a row band that is read at once, where rows are small. */
  private static final long BAND_BYTES = 8L << 20;

  private final CubeHeader header;
  private final ByteOrder order;
  private final Strides strides;
  private final TileGrid grid;
  private final SampleFile file;
  private final Layout layout;

  private FlatCube(CubeHeader header, Layout layout, SampleFile file) {
    this.header = header;
    this.order = layout.order();
    this.strides = Strides.of(layout.interleave(), header);
    this.grid = rowBands(header, BAND_BYTES);
    this.file = file;
    this.layout = layout;
  }

  /** Bands of whole rows of at most {@code bytes} bytes, one row at least. */
  public static TileGrid rowBands(CubeHeader header, long bytes) {
    long rows = bytes / Math.max(1, header.width() * header.pixelBytes());
    int band = Math.clamp(rows, 1, header.height());
    return new TileGrid(header.height(), header.width(), band, header.width());
  }

  /**
   * Opens the samples in {@code data}.
   *
   * @throws CubeFormatException if the file is too short for them
   */
  public static FlatCube open(Path data, CubeHeader header, Layout layout) throws IOException {
    SampleFile file = SampleFile.open(data);
    try {
      long size = file.length();
      if (layout.offset() < 0 || header.bytes() > size - layout.offset()) {
        throw new CubeFormatException(
            data,
            "samples",
            "%d x %d pixels x %d bins of %s from byte %d on need %d bytes, the file has %d"
                .formatted(
                    header.height(),
                    header.width(),
                    header.bins(),
                    header.type().label(),
                    layout.offset(),
                    header.bytes(),
                    size));
      }
      return new FlatCube(header, layout, file);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  /**
   * Opens samples that should fill {@code data} to its end, as a header beside it says.
   *
   * @throws CubeFormatException if the file is too short for them, or longer but not by a multiple
   */
  public static DataCube openWhole(Path data, CubeHeader header, Layout layout) throws IOException {
    DataCube cube = open(data, header, layout);
    long beyond = Files.size(data) - layout.offset() - header.bytes();
    if (beyond == 0) {
      return cube;
    }
    String message =
        "%d bytes more than %d x %d pixels x %d bins of %s need"
            .formatted(
                beyond, header.height(), header.width(), header.bins(), header.type().label());
    if (beyond % header.bytes() != 0) {
      cube.close();
      throw new CubeFormatException(
          data,
          "length",
          message + ", expected as many or a multiple; is the header of this file?");
    }
    return cube.annotated(
        List.of(data.getFileName() + ": " + message + "; the rest is left out"), 1);
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
  public void read(Tile tile, MemorySegment target) throws IOException {
    header.requireInside(tile);
    long bytes = header.type().bytes();
    long wanted = header.bytes(tile);
    long first = tile.row() * strides.row() + tile.column() * strides.column();
    long last =
        first
            + (tile.height() - 1) * strides.row()
            + (tile.width() - 1) * strides.column()
            + (header.bins() - 1) * strides.bin();
    long at = layout.offset() + first * bytes;
    long length = (last - first + 1) * bytes;
    boolean asIs =
        layout.interleave() == Interleave.BIP
            && length == wanted
            && target.isNative()
            && (bytes == 1 || order == ByteOrder.nativeOrder());
    if (asIs) {
      file.read(at, target.asSlice(0, wanted));
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      StridedCopy.copy(
          header.type().bytes(),
          tile.height(),
          tile.width(),
          header.bins(),
          file.window(at, length, wanted, arena),
          strides,
          order,
          target.asSlice(0, wanted),
          Strides.packed(tile.width(), header.bins()),
          ByteOrder.nativeOrder());
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
