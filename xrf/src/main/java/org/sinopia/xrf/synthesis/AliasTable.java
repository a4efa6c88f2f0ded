package org.sinopia.xrf.synthesis;

import java.util.Arrays;
import org.sinopia.xrf.EnergyAxis;

/**
 * A discrete distribution from which one 32-bit random word draws one bin: Walker's alias method
 * (A. J. Walker (1977), ACM Trans. Math. Softw. 3, 253; tables as M. D. Vose (1991), IEEE Trans.
 * Softw. Eng. 17, 972) in whole numbers throughout.
 *
 * <p>Probabilities are rounded to multiples of 2<sup>−32</sup> that sum to 1, and from there on
 * nothing is rounded: of the 2<sup>32</sup> words exactly {@code weight(bin)} draw each bin. With
 * 2<sup>b</sup> columns, the lowest b bits of a word choose the column and the others are the coin;
 * a column's entry is one int as well, b bits of alias below the coin's threshold. So a draw is one
 * load, no branch and no second word.
 *
 * <p>Immutable.
 */
final class AliasTable {

  private final int bits;
  private final int[] entries;

  private AliasTable(int bits, int[] entries) {
    this.bits = bits;
    this.entries = entries;
  }

  /**
   * The table of a distribution.
   *
   * @param probabilities 1 to {@link EnergyAxis#MAX_BINS} numbers from 0, not all 0; they are
   *     scaled to sum to 1
   */
  static AliasTable of(double[] probabilities) {
    int bins = probabilities.length;
    // One column would leave a coin of 32 bits, whose difference to a threshold needs 33.
    int bits = Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(bins - 1));
    int columns = 1 << bits;
    long capacity = 1L << (Integer.SIZE - bits);
    long[] left = Arrays.copyOf(weights(probabilities), columns);
    int[] entries = new int[columns];
    int[] small = new int[columns];
    int[] large = new int[columns];
    int smalls = 0;
    int larges = 0;
    for (int i = 0; i < columns; i++) {
      if (left[i] < capacity) {
        small[smalls++] = i;
      } else {
        large[larges++] = i;
      }
    }
    while (smalls > 0) {
      int column = small[--smalls];
      int giver = large[larges - 1];
      entries[column] = (int) (left[column] << bits) | giver;
      left[giver] -= capacity - left[column];
      if (left[giver] < capacity) {
        larges--;
        small[smalls++] = giver;
      }
    }
    for (int i = 0; i < larges; i++) {
      // A full column is its own alias, whatever the coin.
      entries[large[i]] = large[i];
    }
    return new AliasTable(bits, entries);
  }

  /**
   * Probabilities times 2^32 as whole numbers: the running sums are rounded, so that no error adds
   * up.
   */
  private static long[] weights(double[] probabilities) {
    double total = Arrays.stream(probabilities).sum();
    long[] weights = new long[probabilities.length];
    double running = 0;
    long before = 0;
    for (int i = 0; i < weights.length; i++) {
      running += probabilities[i];
      long upTo =
          i == weights.length - 1 ? 1L << Integer.SIZE : Math.round(running / total * 0x1p32);
      weights[i] = upTo - before;
      before = upTo;
    }
    return weights;
  }

  /** Number of columns as a power of two: 1 to 20. */
  int bits() {
    return bits;
  }

  /** 2^bits entries, each threshold · 2^bits + alias; not a copy. */
  int[] entries() {
    return entries;
  }

  /** The bin that a word draws. */
  int draw(int word) {
    int mask = entries.length - 1;
    int column = word & mask;
    int entry = entries[column];
    int alias = entry & mask;
    // All ones where the coin is below the threshold: both have at most 31 bits.
    int below = ((word >>> bits) - (entry >>> bits)) >> 31;
    return alias ^ ((alias ^ column) & below);
  }

  /** How many of the 2^32 words draw each column's bin; the sum is 2^32. */
  long[] weights() {
    long capacity = 1L << (Integer.SIZE - bits);
    long[] weights = new long[entries.length];
    for (int column = 0; column < entries.length; column++) {
      int threshold = entries[column] >>> bits;
      weights[column] += threshold;
      weights[entries[column] & (entries.length - 1)] += capacity - threshold;
    }
    return weights;
  }
}
