package org.sinopia.nn.cluster;

import java.util.HashMap;
import java.util.Map;
import org.sinopia.nn.ConfigField;

/**
 * How far two labellings of the same points agree, whatever the labels are called. They are
 * computed from the number of points that each pair of labels shares.
 */
public final class ClusterAgreement {
  private final long points;
  private final Map<Long, Long> shared = new HashMap<>();
  private final Map<Integer, Long> first = new HashMap<>();
  private final Map<Integer, Long> second = new HashMap<>();

  /**
   * Counts.
   *
   * @throws IllegalArgumentException if there are no points, or the labellings differ in length
   */
  public ClusterAgreement(int[] a, int[] b) {
    ConfigField.require(
        a.length == b.length && a.length > 0,
        "cluster agreement: " + a.length + " and " + b.length + " labels");
    points = a.length;
    for (int i = 0; i < a.length; i++) {
      shared.merge((long) a[i] << 32 | Integer.toUnsignedLong(b[i]), 1L, Long::sum);
      first.merge(a[i], 1L, Long::sum);
      second.merge(b[i], 1L, Long::sum);
    }
  }

  /**
   * Adjusted Rand index (Hubert and Arabie 1985): 1 for the same partition, about 0 for independent
   * ones.
   */
  public double adjustedRandIndex() {
    double together = pairs(shared.values());
    double inFirst = pairs(first.values());
    double inSecond = pairs(second.values());
    double expected = inFirst * inSecond / (points * (points - 1) / 2.0);
    double most = (inFirst + inSecond) / 2;
    // Both put all points together, or all apart: the same partition, and 0/0.
    return most == expected || points == 1 ? 1 : (together - expected) / (most - expected);
  }

  /**
   * Mutual information divided by the arithmetic mean of both entropies (Vinh, Epps, Bailey 2010);
   * in [0, 1], and 1 for the same partition.
   */
  public double normalisedMutualInformation() {
    double mean = (entropy(first.values()) + entropy(second.values())) / 2;
    double mutual = entropy(first.values()) + entropy(second.values()) - entropy(shared.values());
    return mean == 0 ? 1 : Math.clamp(mutual / mean, 0, 1);
  }

  private static double pairs(Iterable<Long> counts) {
    double sum = 0;
    for (long n : counts) {
      sum += n * (n - 1) / 2.0;
    }
    return sum;
  }

  private double entropy(Iterable<Long> counts) {
    double sum = 0;
    for (long n : counts) {
      double share = n / (double) points;
      sum -= share * StrictMath.log(share);
    }
    return sum;
  }
}
