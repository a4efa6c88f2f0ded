package org.sinopia.xrf.cube;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.Rebinning;

/** A cube whose spectra are moved to another energy axis as they are read. */
final class RebinnedCube implements DerivedCube {

  /** Source samples held at once, unless one row of a rectangle has more. */
  private static final int MAX_SAMPLES = 1 << 22;

  private final DataCube cube;
  private final CubeHeader header;
  private final Rebinning rebinning;

  private RebinnedCube(DataCube cube, CubeHeader header, Rebinning rebinning) {
    this.cube = cube;
    this.header = header;
    this.rebinning = rebinning;
  }

  /**
   * The cube on another axis.
   *
   * @throws IllegalArgumentException if the axes have no energy in common
   */
  static RebinnedCube of(DataCube cube, EnergyAxis own, EnergyAxis axis) {
    if (own.toKev() <= axis.fromKev() || own.fromKev() >= axis.toKev()) {
      throw new IllegalArgumentException(
          "energy: %s to %s keV, expected some of %s to %s keV"
              .formatted(own.fromKev(), own.toKev(), axis.fromKev(), axis.toKev()));
    }
    return of(cube, own.edgesKev(), axis);
  }

  /** The cube, whose bins have these edges in keV, on an even axis. */
  static RebinnedCube of(DataCube cube, double[] edgesKev, EnergyAxis axis) {
    CubeHeader from = cube.header();
    return new RebinnedCube(
        cube,
        new CubeHeader(
            from.height(),
            from.width(),
            axis.bins(),
            SampleType.F32,
            Optional.of(axis),
            from.attributes()),
        Rebinning.fromEdges(edgesKev, axis));
  }

  @Override
  public CubeHeader header() {
    return header;
  }

  @Override
  public DataCube cube() {
    return cube;
  }

  @Override
  public Optional<DeadTime> deadTime() {
    return cube.deadTime();
  }

  @Override
  public boolean isWritten(Tile tile) {
    return cube.isWritten(tile);
  }

  @Override
  public void readFloats(Tile tile, float[] counts) throws IOException {
    header.requireInside(tile);
    int bins = header.bins();
    int from = rebinning.sourceBins();
    Objects.checkFromIndexSize(0, tile.pixels() * bins, counts.length);
    int rows = Math.clamp(MAX_SAMPLES / ((long) tile.width() * from), 1, tile.height());
    float[] own = new float[Math.toIntExact((long) rows * tile.width() * from)];
    int at = 0;
    for (int row = 0; row < tile.height(); row += rows) {
      Tile band =
          new Tile(
              tile.row() + row, tile.column(), Math.min(rows, tile.height() - row), tile.width());
      cube.readFloats(band, own);
      for (int pixel = 0; pixel < band.pixels(); pixel++) {
        if (clear(own, pixel * from, from)) {
          rebinning.apply(own, pixel * from, counts, at);
        } else {
          Arrays.fill(counts, at, at + bins, Float.NaN);
        }
        at += bins;
      }
    }
  }

  /** Makes samples that are no numbers 0, unless all are: then there is nothing to move. */
  private static boolean clear(float[] samples, int from, int count) {
    int valid = 0;
    for (int i = from; i < from + count; i++) {
      if (Float.isFinite(samples[i])) {
        valid++;
      } else {
        samples[i] = 0;
      }
    }
    return valid > 0;
  }

  @Override
  public void read(Tile tile, MemorySegment samples) throws IOException {
    float[] counts = new float[Math.toIntExact(tile.pixels() * header.bins())];
    readFloats(tile, counts);
    MemorySegment.copy(counts, 0, samples, ValueLayout.JAVA_FLOAT_UNALIGNED, 0, counts.length);
  }
}
