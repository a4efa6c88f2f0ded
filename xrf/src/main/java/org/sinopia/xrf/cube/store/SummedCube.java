package org.sinopia.xrf.cube.store;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.DeadTime;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.cube.TileGrid;

/** The sum of the cubes of several detectors, of one shape; see {@link DetectorSum}. */
public final class SummedCube implements DataCube {

  /** The resources that are closed with the sum. */
  @FunctionalInterface
  public interface Closing {
    /** Closes it. */
    void close() throws IOException;
  }

  private final List<DataCube> parts;
  private final CubeHeader header;
  private final Closing closing;

  private SummedCube(List<DataCube> parts, CubeHeader header, Closing closing) {
    this.parts = parts;
    this.header = header;
    this.closing = closing;
  }

  /**
   * The sum; of one cube, its samples as they are.
   *
   * @param parts at least one, all of the same height, width and bins
   * @param closing run when the sum is closed, after its parts are
   */
  public static DataCube of(List<DataCube> parts, Closing closing) {
    CubeHeader first = parts.getFirst().header();
    SampleType type = parts.size() == 1 ? first.type() : DetectorSum.type(first.type());
    for (DataCube part : parts) {
      type = part.header().type().isFloating() && parts.size() > 1 ? SampleType.F64 : type;
    }
    return new SummedCube(
        List.copyOf(parts),
        new CubeHeader(
            first.height(), first.width(), first.bins(), type, first.energy(), first.attributes()),
        closing);
  }

  @Override
  public CubeHeader header() {
    return header;
  }

  @Override
  public TileGrid grid() {
    return parts.getFirst().grid();
  }

  @Override
  public int detectors() {
    return parts.size();
  }

  @Override
  public boolean isWritten(int row, int column) {
    return parts.stream().anyMatch(part -> part.isWritten(row, column));
  }

  /** The dead time of a single cube: each detector has its own. */
  @Override
  public Optional<DeadTime> deadTime() {
    return parts.size() == 1 ? parts.getFirst().deadTime() : Optional.empty();
  }

  @Override
  public boolean isWritten(Tile tile) {
    return parts.stream().anyMatch(part -> part.isWritten(tile));
  }

  @Override
  public void read(Tile tile, MemorySegment samples) throws IOException {
    if (parts.size() == 1) {
      parts.getFirst().read(tile, samples);
      return;
    }
    header.requireInside(tile);
    MemorySegment sum = samples.asSlice(0, header.bytes(tile)).fill((byte) 0);
    long count = tile.pixels() * header.bins();
    for (DataCube part : parts) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment one = arena.allocate(part.header().bytes(tile), 64);
        part.read(tile, one);
        DetectorSum.add(part.header().type(), one, header.type(), sum, count);
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (DataCube part : parts) {
      part.close();
    }
    closing.close();
  }
}
