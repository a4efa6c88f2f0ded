package org.sinopia.xrf.synthesis;

import java.util.Arrays;

/**
 * Poisson distributions of means 1, 2<sup>1/8</sup>, 2<sup>2/8</sup> … 2<sup>16</sup>, each as an
 * {@link AliasTable}, so that one random word draws one number. Any mean is a sum of some of them
 * and of a rest below 1, and independent Poisson numbers of these means add up to one of their sum.
 * Probabilities are exact to 2<sup>−32</sup>.
 *
 * <p>Immutable.
 */
final class PoissonLadder {

  private static final int STEPS_PER_OCTAVE = 8;
  private static final int OCTAVES = 16;

  // Beyond this many standard deviations lies less than a word can tell.
  private static final double REACH = 7;
  private static final double MIN_REACH = 14;

  private static final PoissonLadder LADDER = new PoissonLadder();

  private final double[] means = new double[STEPS_PER_OCTAVE * OCTAVES + 1];
  private final int[] starts = new int[means.length];
  private final int[] bits = new int[means.length];
  private final int[] lows = new int[means.length];
  private final int[] entries;

  private PoissonLadder() {
    int[] all = new int[1 << 16];
    int size = 0;
    for (int step = 0; step < means.length; step++) {
      means[step] = StrictMath.pow(2, (double) step / STEPS_PER_OCTAVE);
      AliasTable table = table(means[step]);
      int[] its = table.entries();
      while (size + its.length > all.length) {
        all = Arrays.copyOf(all, 2 * all.length);
      }
      System.arraycopy(its, 0, all, size, its.length);
      starts[step] = size;
      bits[step] = table.bits();
      lows[step] = low(means[step]);
      size += its.length;
    }
    entries = Arrays.copyOf(all, size);
  }

  /** The ladder, which is the same everywhere. */
  static PoissonLadder get() {
    return LADDER;
  }

  /** The distribution of a Poisson number of a given mean, above 0, less {@link #low}. */
  static AliasTable table(double mean) {
    int from = low(mean);
    int to = (int) (mean + REACH * Math.sqrt(mean) + MIN_REACH);
    double[] relative = new double[to - from + 1];
    int mode = (int) mean;
    // Relative to the mode's, so that nothing underflows.
    relative[mode - from] = 1;
    for (int n = mode; n > from; n--) {
      relative[n - 1 - from] = relative[n - from] * n / mean;
    }
    for (int n = mode; n < to; n++) {
      relative[n + 1 - from] = relative[n - from] * mean / (n + 1);
    }
    return AliasTable.of(relative);
  }

  /** The least number that a table of a mean draws. */
  static int low(double mean) {
    return (int) Math.max(0, mean - REACH * Math.sqrt(mean) - MIN_REACH);
  }

  /** The step of the largest mean that is not above a given one, which is at least 1. */
  int step(double mean) {
    int found = Arrays.binarySearch(means, mean);
    return found >= 0 ? found : -found - 2;
  }

  /** The mean of a step. */
  double mean(int step) {
    return means[step];
  }

  /** The number that a random word draws. */
  int draw(int step, int word) {
    int b = bits[step];
    int mask = (1 << b) - 1;
    int column = word & mask;
    int entry = entries[starts[step] + column];
    int alias = entry & mask;
    // All ones where the coin is below the threshold: both have at most 31 bits.
    int below = ((word >>> b) - (entry >>> b)) >> 31;
    return lows[step] + (alias ^ ((alias ^ column) & below));
  }
}
