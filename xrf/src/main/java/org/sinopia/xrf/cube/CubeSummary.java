package org.sinopia.xrf.cube;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** A summary of a cube, over all its pixels. Immutable. */
public final class CubeSummary {

  /**
   * A local maximum of the sum spectrum.
   *
   * @param bin its bin
   * @param energyKev the bin's middle, in keV; empty if the cube is not calibrated
   * @param counts the sum over all pixels in that bin
   */
  public record Peak(int bin, OptionalDouble energyKev, double counts) {}

  private final CubeHeader header;
  private final double[] sumSpectrum;
  private final double[] maximumSpectrum;

  private final MissingPixels missing;

  private CubeSummary(
      CubeHeader header, double[] sumSpectrum, double[] maximumSpectrum, MissingPixels missing) {
    this.missing = missing;
    this.header = header;
    this.sumSpectrum = sumSpectrum;
    this.maximumSpectrum = maximumSpectrum;
  }

  /**
   * Reads a cube once. Samples that are not finite numbers, and pixels that were never written,
   * count for nothing.
   *
   * @param cube the cube
   * @throws IllegalArgumentException if all pixels are missing, or none has a positive count
   * @throws IOException if it cannot be read
   */
  public static CubeSummary of(DataCube cube) throws IOException {
    Sums all = new Sums(cube, 0);
    forEachRow(cube, all.finder::lose, all::add);
    return new CubeSummary(cube.header(), all.sum, all.maximum, all.finder.result());
  }

  /**
   * The sums of each row of tiles, from the top, as {@link CubeSummary} adds them: those of a scan
   * are the sum of those of its bands, in order, bit for bit, if each band but the last has a
   * multiple of {@link CubeStream#bandRows} rows.
   */
  public static List<RowSums> rowSums(DataCube cube) throws IOException {
    List<RowSums> rows = new ArrayList<>();
    forEachRow(cube, _ -> {}, sums -> rows.add(new RowSums(sums.sum, sums.known)));
    return rows;
  }

  /** Adds blocks of pixels up to whole rows of tiles, and hands these over in order. */
  private static void forEachRow(DataCube cube, Consumer<Tile> absent, Consumer<Sums> into)
      throws IOException {
    ArrayDeque<Sums> open = new ArrayDeque<>();
    CubeStream.forEachBlock(
        cube,
        absent,
        (tile, samples, first, end) -> {
          Sums sums = new Sums(cube, tile.row());
          for (int i = first; i < end; i++) {
            sums.add(tile, samples, i);
          }
          return sums;
        },
        block -> {
          if (!open.isEmpty() && open.element().row == block.row) {
            open.element().add(block);
          } else {
            if (!open.isEmpty()) {
              into.accept(open.remove());
            }
            open.add(block);
          }
        });
    if (!open.isEmpty()) {
      into.accept(open.remove());
    }
  }

  /** The sums over some pixels. */
  private static final class Sums {
    private final CubeHeader header;
    private final double[] counts;
    private final double[] sum;
    private final double[] maximum;
    private final MissingPixels.Finder finder;
    private final int row;
    private long known;

    Sums(DataCube cube, int firstRow) {
      this.row = firstRow;
      this.header = cube.header();
      this.counts = new double[header.bins()];
      this.sum = new double[header.bins()];
      this.maximum = new double[header.bins()];
      this.finder = new MissingPixels.Finder(cube, firstRow);
      Arrays.fill(maximum, Double.NEGATIVE_INFINITY);
    }

    /** Adds pixel {@code i} of a rectangle. */
    void add(Tile tile, MemorySegment samples, int i) {
      header.type().toDoubles(samples, (long) i * header.bins(), counts, 0, counts.length);
      if (!finder.accept(tile.row() + i / tile.width(), tile.column() + i % tile.width(), counts)) {
        known++;
        for (int b = 0; b < counts.length; b++) {
          if (Double.isFinite(counts[b])) {
            sum[b] += counts[b];
            maximum[b] = Math.max(maximum[b], counts[b]);
          }
        }
      }
    }

    void add(Sums others) {
      for (int b = 0; b < sum.length; b++) {
        sum[b] += others.sum[b];
        maximum[b] = Math.max(maximum[b], others.maximum[b]);
      }
      known += others.known;
      finder.add(others.finder);
    }
  }

  /** Shape, number type, energy axis and attributes of the cube. */
  public CubeHeader header() {
    return header;
  }

  /** The pixels without valid data. */
  public MissingPixels missing() {
    return missing;
  }

  /** Counts of all pixels in all bins: exact for whole numbers up to 2<sup>53</sup>. */
  public double totalCounts() {
    double total = 0;
    for (double counts : sumSpectrum) {
      total += counts;
    }
    return total;
  }

  /** For each bin, the sum over all pixels. */
  public double[] sumSpectrum() {
    return sumSpectrum.clone();
  }

  /**
   * For each bin, the largest value of any pixel, which shows what is strong in few places;
   * negative infinity if none is a number.
   */
  public double[] maximumSpectrum() {
    return maximumSpectrum.clone();
  }

  /**
   * The strongest local maxima of the sum spectrum, strongest first; of a plateau, its first bin.
   *
   * @param most the most to return
   */
  public List<Peak> strongest(int most) {
    return IntStream.range(0, sumSpectrum.length)
        .filter(this::isPeak)
        .mapToObj(
            bin ->
                new Peak(
                    bin,
                    header
                        .energy()
                        .map(axis -> OptionalDouble.of(axis.centreKev(bin)))
                        .orElse(OptionalDouble.empty()),
                    sumSpectrum[bin]))
        .sorted(Comparator.comparingDouble(Peak::counts).reversed().thenComparingInt(Peak::bin))
        .limit(most)
        .toList();
  }

  private boolean isPeak(int bin) {
    double here = sumSpectrum[bin];
    if (!(here > 0) || (bin > 0 && sumSpectrum[bin - 1] >= here)) {
      return false;
    }
    int next = bin + 1;
    while (next < sumSpectrum.length && sumSpectrum[next] == here) {
      next++;
    }
    return next == sumSpectrum.length || sumSpectrum[next] < here;
  }
}
