package org.sinopia.xrf;

import java.util.Arrays;
import java.util.Objects;

/**
 * Moves counts from one set of energy bins to another by fractional overlap: a source bin gives
 * each target bin the share of its counts that equals the share of its width they have in common.
 * The shares of a source bin that lies inside the target sum to 1, so counts are conserved; counts
 * outside the target's range are dropped (a crop).
 *
 * <p>Immutable, and safe to use from many threads.
 */
public final class Rebinning {

  private final int sourceBins;
  private final EnergyAxis target;
  private final int[] firstTarget;
  private final int[] shareStart;
  private final double[] shares;

  private Rebinning(double[] edges, EnergyAxis target) {
    this.sourceBins = edges.length - 1;
    this.target = target;
    this.firstTarget = new int[sourceBins];
    this.shareStart = new int[sourceBins + 1];
    double[] targetEdges = target.edgesKev();
    double[] found = new double[Math.max(16, 2 * sourceBins)];
    int used = 0;
    int t = 0;
    for (int s = 0; s < sourceBins; s++) {
      double low = edges[s];
      double high = edges[s + 1];
      while (t < target.bins() && targetEdges[t + 1] <= low) {
        t++;
      }
      firstTarget[s] = t;
      shareStart[s] = used;
      boolean inside = low >= target.fromKev() && high <= target.toKev();
      double given = 0;
      for (int k = t; k < target.bins() && targetEdges[k] < high; k++) {
        boolean last = k == target.bins() - 1 || targetEdges[k + 1] >= high;
        double overlap = Math.min(high, targetEdges[k + 1]) - Math.max(low, targetEdges[k]);
        // The last share is what the others left, so that rounding loses no counts.
        double share = inside && last ? 1 - given : overlap / (high - low);
        given += share;
        if (used == found.length) {
          found = Arrays.copyOf(found, 2 * used);
        }
        found[used++] = share;
      }
    }
    shareStart[sourceBins] = used;
    this.shares = Arrays.copyOf(found, used);
  }

  /**
   * The rebinning from one axis to another.
   *
   * @param source axis of the counts at hand
   * @param target axis wanted
   */
  public static Rebinning between(EnergyAxis source, EnergyAxis target) {
    return new Rebinning(source.edgesKev(), Objects.requireNonNull(target, "target"));
  }

  /**
   * The rebinning from bins of any widths to an axis.
   *
   * @param sourceEdgesKev edges of the source bins, in keV, strictly rising, one more than there
   *     are bins
   * @param target axis wanted
   * @throws IllegalArgumentException if there are fewer than two edges or they do not rise
   */
  public static Rebinning fromEdges(double[] sourceEdgesKev, EnergyAxis target) {
    if (sourceEdgesKev.length < 2) {
      throw new IllegalArgumentException(
          "rebinning: %d source edges, expected at least 2".formatted(sourceEdgesKev.length));
    }
    for (int i = 0; i < sourceEdgesKev.length; i++) {
      double edge = sourceEdgesKev[i];
      if (!Double.isFinite(edge) || (i > 0 && !(edge > sourceEdgesKev[i - 1]))) {
        throw new IllegalArgumentException(
            "rebinning: source edge %d is %s keV, expected a finite energy above the one before"
                .formatted(i, edge));
      }
    }
    return new Rebinning(sourceEdgesKev.clone(), Objects.requireNonNull(target, "target"));
  }

  /** Number of source bins. */
  public int sourceBins() {
    return sourceBins;
  }

  /** The target axis. */
  public EnergyAxis target() {
    return target;
  }

  /**
   * Rebins one spectrum.
   *
   * @param counts one value per source bin
   * @return one value per target bin
   * @throws IllegalArgumentException if {@code counts} has not one value per source bin
   */
  public double[] apply(double[] counts) {
    requireLength(counts.length);
    double[] result = new double[target.bins()];
    for (int s = 0; s < sourceBins; s++) {
      int t = firstTarget[s];
      for (int k = shareStart[s]; k < shareStart[s + 1]; k++) {
        result[t++] += shares[k] * counts[s];
      }
    }
    return result;
  }

  /**
   * Rebins one spectrum in single precision.
   *
   * @param counts one value per source bin
   * @return one value per target bin
   * @throws IllegalArgumentException if {@code counts} has not one value per source bin
   */
  public float[] apply(float[] counts) {
    requireLength(counts.length);
    float[] result = new float[target.bins()];
    apply(counts, 0, result, 0);
    return result;
  }

  /**
   * Rebins one spectrum of many that lie one after another, replacing what the target range held.
   *
   * @param counts source values; {@link #sourceBins} of them are read from {@code from}
   * @param from index of the first value read
   * @param result receives one value per target bin
   * @param to index of the first value written
   * @throws IndexOutOfBoundsException if either range does not fit its array
   */
  public void apply(float[] counts, int from, float[] result, int to) {
    Objects.checkFromIndexSize(from, sourceBins, counts.length);
    Objects.checkFromIndexSize(to, target.bins(), result.length);
    Arrays.fill(result, to, to + target.bins(), 0f);
    for (int s = 0; s < sourceBins; s++) {
      float value = counts[from + s];
      if (value != 0) {
        int t = to + firstTarget[s];
        for (int k = shareStart[s]; k < shareStart[s + 1]; k++) {
          result[t++] += (float) (shares[k] * value);
        }
      }
    }
  }

  private void requireLength(int length) {
    if (length != sourceBins) {
      throw new IllegalArgumentException(
          "rebinning: spectrum has %d values, expected %d".formatted(length, sourceBins));
    }
  }
}
