package org.sinopia.xrf.cube;

import java.io.Serializable;
import java.util.List;

/** The sum spectrum of some rows of a scan. Immutable. */
public final class RowSums implements Serializable {
  private static final long serialVersionUID = 1L;

  private final double[] counts;
  private final long known;

  /**
   * The sums of rows.
   *
   * @param counts for each bin, the sum over their pixels; not copied
   * @param known how many pixels are not missing
   */
  RowSums(double[] counts, long known) {
    this.counts = counts;
    this.known = known;
  }

  /**
   * The sum over all rows of a scan.
   *
   * @param rows of all its rows of tiles, from the top; at least one
   */
  public static RowSums total(List<RowSums> rows) {
    double[] counts = new double[rows.getFirst().counts.length];
    long known = 0;
    for (RowSums row : rows) {
      for (int b = 0; b < counts.length; b++) {
        counts[b] += row.counts[b];
      }
      known += row.known;
    }
    return new RowSums(counts, known);
  }

  /** For each bin, the sum over the pixels. A copy. */
  public double[] counts() {
    return counts.clone();
  }

  /** How many pixels are not missing. */
  public long known() {
    return known;
  }
}
