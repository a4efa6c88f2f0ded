package org.sinopia.xrf.cube.geometry;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.DerivedCube;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.Tile;

/**
 * A cube whose odd rows (the second, fourth, …) are moved against the even ones, as scanners need
 * that measure on the way to and fro. A spectrum between two pixels is interpolated linearly; where
 * a row is moved away from the edge, pixels are missing (NaN). Samples are single precision, or
 * double where the cube's need more.
 */
public final class DeskewedCube implements DerivedCube {

  private final DataCube cube;
  private final double shift;
  private final CubeHeader header;

  private DeskewedCube(DataCube cube, double shift, CubeHeader header) {
    this.cube = cube;
    this.shift = shift;
    this.header = header;
  }

  /**
   * A cube with moved odd rows; the cube itself if the shift is 0.
   *
   * @param shift by how many columns the odd rows are too far right; what is at column x + shift
   *     comes to x
   */
  public static DataCube of(DataCube cube, double shift) {
    if (shift == 0) {
      return cube;
    }
    CubeHeader from = cube.header();
    SampleType type =
        switch (from.type()) {
          case U8, I8, U16, I16, F32 -> SampleType.F32;
          case U32, I32, U64, I64, F64 -> SampleType.F64;
        };
    return new DeskewedCube(
        cube,
        shift,
        new CubeHeader(
            from.height(), from.width(), from.bins(), type, from.energy(), from.attributes()));
  }

  @Override
  public DataCube cube() {
    return cube;
  }

  @Override
  public CubeHeader header() {
    return header;
  }

  @Override
  public boolean isWritten(int row, int column) {
    if (row % 2 == 0) {
      return cube.isWritten(row, column);
    }
    int left = (int) Math.floor(column + shift);
    int right = (int) Math.ceil(column + shift);
    return left >= 0
        && right < header.width()
        && cube.isWritten(row, left)
        && cube.isWritten(row, right);
  }

  @Override
  public void read(Tile tile, MemorySegment samples) throws IOException {
    header.requireInside(tile);
    MemorySegment target = samples.asSlice(0, header.bytes(tile));
    int bins = header.bins();
    double[] row = new double[Math.multiplyExact(tile.width() + 1, bins)];
    double[] spectrum = new double[bins];
    for (int y = 0; y < tile.height(); y++) {
      int at = tile.row() + y;
      double moved = at % 2 == 0 ? 0 : shift;
      int first = Math.max(0, tile.column() + (int) Math.floor(moved));
      int end = Math.min(header.width(), tile.column() + tile.width() + (int) Math.ceil(moved));
      if (end > first) {
        cube.readDoubles(new Tile(at, first, 1, end - first), row);
      }
      for (int x = 0; x < tile.width(); x++) {
        interpolate(row, first, end, tile.column() + x + moved, spectrum);
        header.type().fromDoubles(spectrum, target, ((long) y * tile.width() + x) * bins);
      }
    }
  }

  private void interpolate(double[] row, int first, int end, double column, double[] spectrum) {
    int left = (int) Math.floor(column);
    double share = column - left;
    int right = share == 0 ? left : left + 1;
    if (left < first || right >= end) {
      Arrays.fill(spectrum, Double.NaN);
      return;
    }
    int bins = spectrum.length;
    for (int b = 0; b < bins; b++) {
      double low = row[(left - first) * bins + b];
      double high = row[(right - first) * bins + b];
      spectrum[b] = share == 0 ? low : (1 - share) * low + share * high;
    }
  }
}
