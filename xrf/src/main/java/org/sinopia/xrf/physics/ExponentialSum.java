package org.sinopia.xrf.physics;

/**
 * A sum of falling exponentials Σ A·exp(−a·z) in which terms of nearly equal coefficients are taken
 * together: coefficients within a group differ by less than a given ratio, and the group has their
 * mean, so that value and slope at z = 0 are kept.
 */
final class ExponentialSum {

  // Coefficients are mass attenuations over a sine, in cm²/g.
  private static final double MIN = 1e-3;
  private static final double MAX = 1e9;

  private final double logRatio;
  private final double[] amounts;
  private final double[] moments;
  private int first = Integer.MAX_VALUE;
  private int end;

  ExponentialSum(double ratio) {
    logRatio = StrictMath.log(ratio);
    int groups = (int) (StrictMath.log(MAX / MIN) / logRatio) + 1;
    amounts = new double[groups];
    moments = new double[groups];
  }

  void add(double amount, double coefficient) {
    int group = (int) (StrictMath.log(Math.clamp(coefficient, MIN, MAX) / MIN) / logRatio);
    amounts[group] += amount;
    moments[group] += amount * coefficient;
    first = Math.min(first, group);
    end = Math.max(end, group + 1);
  }

  /** First group that may hold something. */
  int first() {
    return Math.min(first, end);
  }

  /** End of the groups that may hold something. */
  int end() {
    return end;
  }

  /** Sum of a group's amounts, 0 for an empty group. */
  double amount(int group) {
    return amounts[group];
  }

  /** Mean coefficient of a group that holds something. */
  double coefficient(int group) {
    return moments[group] / amounts[group];
  }
}
