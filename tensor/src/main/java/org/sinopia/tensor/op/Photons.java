package org.sinopia.tensor.op;

import org.sinopia.tensor.DType;
import org.sinopia.tensor.Tensor;

/**
 * The photons of some pixels of a scan, as operands of an op (ganX, arXiv 2304.14078). Photon j of
 * a pixel falls into the bin that word j of the pixel's random stream draws from the pixel's table
 * by Walker's alias method (ACM Trans. Math. Softw. 3, 253, 1977): with 2<sup>b</sup> columns, the
 * lowest b bits of the word choose column c; the bin is c if the other bits, as a number, are below
 * the column's threshold, else the column's alias. The words are those of {@link
 * org.sinopia.tensor.random.Philox}: word j mod 4 of block ⌊j/4⌋.
 *
 * @param tables [kinds, 2^b], I32, b from 1 to 20: threshold · 2^b + alias, as unsigned numbers
 * @param kinds [n], I32: each pixel's table; a pixel with a number out of range has no photons
 * @param photons [n], I32: how many each pixel has; none if negative
 * @param seed of all streams
 * @param firstStream number of pixel 0's stream
 * @param columns pixels in a row of the rectangle that they form
 * @param streamsPerRow from the stream of one row's first pixel to that of the next row's
 */
public record Photons(
    Tensor tables,
    Tensor kinds,
    Tensor photons,
    long seed,
    long firstStream,
    int columns,
    long streamsPerRow) {
  private static final int MAX_BITS = 20;

  /** How many pixels there are. */
  public int pixels() {
    return kinds.shape().extent(0);
  }

  /** Columns of a table. */
  public int tableColumns() {
    return tables.shape().extent(1);
  }

  /** The logarithm of {@link #tableColumns} to base 2. */
  public int bits() {
    return Integer.numberOfTrailingZeros(tableColumns());
  }

  /** The number of a pixel's stream. */
  public long stream(int pixel) {
    return firstStream + pixel / columns * streamsPerRow + pixel % columns;
  }

  Photons with(Operands o) {
    return new Photons(
        o.in(tables), o.in(kinds), o.in(photons), seed, firstStream, columns, streamsPerRow);
  }

  void check(OperandChecks door) {
    door.dtype("tables", tables, DType.I32)
        .dtype("kinds", kinds, DType.I32)
        .dtype("photons", photons, DType.I32)
        .shape("tables", tables, OperandChecks.ANY, OperandChecks.ANY)
        .shape("kinds", kinds, OperandChecks.ANY)
        .shape("photons", photons, pixels())
        .fits(
            Integer.bitCount(tableColumns()) == 1 && bits() >= 1 && bits() <= MAX_BITS,
            "tables is " + tables.shape() + ", expected 2 to 2^20 columns, a power of 2")
        .require(columns >= 1, "columns is " + columns + ", expected at least 1");
  }

  /** Checks that the tables reach the number of bins that {@code what} asks for. */
  void checkBins(OperandChecks door, int bins, String what) {
    door.fits(bins <= tableColumns(), what + ": the tables have " + tableColumns() + " columns");
  }
}
