package org.sinopia.xrf.cube;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.TreeMap;

/**
 * A cube whose counts make up for dead time: each is multiplied by real time over live time.
 * Samples are single precision, or double where the cube's need more.
 *
 * @param cube the cube as it was counted
 * @param correction what its pixels are multiplied by
 * @param header of the result, with the attribute {@value #CORRECTED}
 */
public record LiveCube(DataCube cube, DeadTime correction, CubeHeader header)
    implements DerivedCube {

  /** Attribute of cubes that are corrected already. */
  public static final String CORRECTED = "dead_time_corrected";

  /**
   * A cube without its dead time.
   *
   * @throws IllegalArgumentException if its file has no live and real time, or it is corrected
   *     already
   */
  public static DataCube of(DataCube cube) {
    CubeHeader from = cube.header();
    if (from.attributes().containsKey(CORRECTED)) {
      throw new IllegalArgumentException("dead time: the counts are corrected already");
    }
    DeadTime correction =
        cube.deadTime()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "dead time: no live and real time in the file, expected both (HDF5: live_time and real_time beside the cube)"));
    SampleType type =
        switch (from.type()) {
          case U8, I8, U16, I16, F32 -> SampleType.F32;
          case U32, I32, U64, I64, F64 -> SampleType.F64;
        };
    Map<String, Object> attributes = new TreeMap<>(from.attributes());
    attributes.put(CORRECTED, 1L);
    return new LiveCube(
        cube,
        correction,
        new CubeHeader(from.height(), from.width(), from.bins(), type, from.energy(), attributes));
  }

  @Override
  public boolean isWritten(Tile tile) {
    return cube.isWritten(tile);
  }

  @Override
  public void read(Tile tile, MemorySegment samples) throws IOException {
    header.requireInside(tile);
    MemorySegment target = samples.asSlice(0, header.bytes(tile));
    int bins = header.bins();
    double[] row = new double[Math.multiplyExact(tile.width(), bins)];
    for (int y = 0; y < tile.height(); y++) {
      cube.readDoubles(new Tile(tile.row() + y, tile.column(), 1, tile.width()), row);
      for (int x = 0; x < tile.width(); x++) {
        double factor = correction.factor(tile.row() + y, tile.column() + x);
        for (int b = x * bins; b < (x + 1) * bins; b++) {
          row[b] *= factor;
        }
      }
      header.type().fromDoubles(row, target, (long) y * row.length);
    }
  }
}
