package org.sinopia.xrf.cube;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.op.Photons;
import org.sinopia.xrf.EnergyAxis;

/**
 * A scan: height x width pixels, each a spectrum of counts over energy bins, read by rectangle from
 * a file that need not fit in memory. Reading is safe from many threads at once; closing is not
 * safe while another thread reads.
 */
public interface DataCube extends AutoCloseable {

  /** Shape, number type, energy axis and attributes. */
  CubeHeader header();

  /** Lines about what was found in the file and how it was taken; empty if nothing is unusual. */
  default List<String> warnings() {
    return List.of();
  }

  /** Number of detectors in the file; 1 if the file names none. */
  default int detectors() {
    return 1;
  }

  /** The correction for dead time; empty if the file has no live and real time. */
  default Optional<DeadTime> deadTime() {
    return Optional.empty();
  }

  /**
   * Whether the file holds samples of a pixel. Those that were never written read as the format's
   * fill value.
   *
   * @param row 0 to height - 1
   * @param column 0 to width - 1
   */
  default boolean isWritten(int row, int column) {
    return true;
  }

  /**
   * Whether the file may hold samples of any pixel of a rectangle; where it does not, there is
   * nothing to read.
   */
  default boolean isWritten(Tile tile) {
    return true;
  }

  /** The rectangles that are cheapest to read: whole cells of this grid. */
  TileGrid grid();

  /**
   * True if counts are drawn as they are read, pixel by pixel, so that a single pixel costs no more
   * than its share of a rectangle.
   */
  default boolean isDrawn() {
    return false;
  }

  /**
   * The counts that {@link #read} gives for a rectangle, for an op to draw on the scope's device:
   * pixel by pixel, row by row. Only counts that are drawn photon by photon can be drawn there.
   *
   * @param tile pixels to draw, at most 2^31 − 1
   * @param scope where tables, kinds and numbers of photons live
   * @return empty if {@link #drawsPhotons} is false
   */
  default Optional<Photons> photons(Tile tile, Scope scope) {
    return Optional.empty();
  }

  /** True if {@link #photons} gives any. */
  default boolean drawsPhotons() {
    return false;
  }

  /**
   * Reads a rectangle of spectra in the cube's own number type.
   *
   * @param tile pixels to read
   * @param samples receives the samples, native byte order, ordered (row, column, bin), bin
   *     fastest; at least {@link CubeHeader#bytes(Tile)} bytes
   * @throws IndexOutOfBoundsException if the tile is not in the cube or the segment is too small
   * @throws CubeFormatException if the file is damaged there
   * @throws IOException if reading fails
   */
  void read(Tile tile, MemorySegment samples) throws IOException;

  /**
   * Reads a rectangle of spectra as single-precision numbers.
   *
   * @param tile pixels to read
   * @param counts receives the samples, ordered (row, column, bin), bin fastest, from index 0
   * @throws IndexOutOfBoundsException if the tile is not in the cube or the array is too small
   * @throws IOException as {@link #read}
   */
  default void readFloats(Tile tile, float[] counts) throws IOException {
    int count = sampleCount(tile, counts.length);
    if (header().type() == SampleType.F32) {
      read(tile, MemorySegment.ofArray(counts));
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment samples = arena.allocate(header().bytes(tile), 64);
      read(tile, samples);
      header().type().toFloats(samples, 0, counts, 0, count);
    }
  }

  /**
   * Reads a rectangle of spectra as double-precision numbers.
   *
   * @param tile pixels to read
   * @param counts receives the samples, ordered (row, column, bin), bin fastest, from index 0
   * @throws IndexOutOfBoundsException if the tile is not in the cube or the array is too small
   * @throws IOException as {@link #read}
   */
  default void readDoubles(Tile tile, double[] counts) throws IOException {
    int count = sampleCount(tile, counts.length);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment samples = arena.allocate(header().bytes(tile), 64);
      read(tile, samples);
      header().type().toDoubles(samples, 0, counts, 0, count);
    }
  }

  /**
   * This cube with lines about what was found in its file. Closing the result closes this cube.
   *
   * @param lines to be told after this cube's own
   * @param detectors number of detectors in the file, at least 1
   */
  default DataCube annotated(List<String> lines, int detectors) {
    List<String> all = new ArrayList<>(warnings());
    all.addAll(lines);
    return new AnnotatedCube(this, List.copyOf(all), detectors);
  }

  /** This cube with what its file says of dead time. Closing the result closes this cube. */
  default DataCube timed(DeadTime deadTime) {
    return new TimedCube(this, deadTime);
  }

  /**
   * This cube with another energy axis. Closing the result closes this cube.
   *
   * @param axis an axis of the cube's number of bins
   */
  default DataCube calibrated(EnergyAxis axis) {
    return new CalibratedCube(this, header().withEnergy(axis));
  }

  /**
   * This cube's counts, whose bins have other edges than its axis, moved to an even axis as they
   * are read. Closing the result closes this cube.
   *
   * @param edgesKev one more than the cube's bins, in keV, strictly rising
   * @param axis the axis wanted
   */
  default DataCube rebinned(double[] edgesKev, EnergyAxis axis) {
    return RebinnedCube.of(this, edgesKev, axis);
  }

  /**
   * This cube's counts moved to an energy axis, as they are read: the cube itself if its own axis
   * is no different. A cube without an axis, as some formats have none, is taken to be on the
   * wanted one if it has as many bins. Closing the result closes this cube.
   *
   * @param axis the axis wanted
   * @throws IllegalArgumentException if there is no axis to come from, or it has nothing in common
   *     with the wanted one
   */
  default DataCube on(EnergyAxis axis) {
    if (header().energy().isEmpty() && header().bins() == axis.bins()) {
      return calibrated(axis);
    }
    EnergyAxis own =
        header()
            .energy()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "energy: none, and %d bins; expected an energy axis (--calibration OFFSET,GAIN), or %d bins"
                            .formatted(header().bins(), axis.bins())));
    return own.coincidesWith(axis) ? this : RebinnedCube.of(this, own, axis);
  }

  @Override
  void close() throws IOException;

  private int sampleCount(Tile tile, int room) {
    header().requireInside(tile);
    long count = tile.pixels() * header().bins();
    if (count > room) {
      throw new IndexOutOfBoundsException(
          "%s has %d samples, the array only %d".formatted(tile, count, room));
    }
    return (int) count;
  }
}
