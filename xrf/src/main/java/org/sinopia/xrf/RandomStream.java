package org.sinopia.xrf;

import org.sinopia.tensor.random.Philox;

/**
 * Numbers drawn one after another from a stream of {@link Philox}. Not safe for several threads.
 */
public final class RandomStream {

  private final long seed;
  private final long stream;
  private final int[] words = new int[4];
  private long block;
  private int at = 4;

  /**
   * A stream from one of its blocks on.
   *
   * @param seed seed of all streams
   * @param stream number of the stream
   * @param block number of the first block used
   */
  public RandomStream(long seed, long stream, long block) {
    this.seed = seed;
    this.stream = stream;
    this.block = block;
  }

  /** Any 32 bits. */
  public int word() {
    if (at == words.length) {
      Philox.block(seed, stream, block++, words, 0);
      at = 0;
    }
    return words[at++];
  }

  /** A number in [0, 1), a multiple of 2^−53. */
  public double uniform() {
    long high = Integer.toUnsignedLong(word()) << 21;
    return (high | word() >>> 11) * 0x1p-53;
  }

  /** A number in [from, to). */
  public double between(double from, double to) {
    return from + (to - from) * uniform();
  }

  /** A number of the standard normal distribution (Box and Muller 1958). */
  public double normal() {
    double radius = Math.sqrt(-2 * StrictMath.log(1 - uniform()));
    return radius * StrictMath.cos(2 * Math.PI * uniform());
  }

  /** One of the whole numbers from 0 to {@code bound − 1}, bound at least 1. */
  public int below(int bound) {
    return (int) (uniform() * bound);
  }

  /**
   * An index, with probability in proportion to its weight.
   *
   * @param weights from 0, not all 0
   * @param total their sum
   */
  public int weighted(double[] weights, double total) {
    double wanted = uniform() * total;
    double running = 0;
    int last = 0;
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] > 0) {
        last = i;
        running += weights[i];
        if (running > wanted) {
          return i;
        }
      }
    }
    return last;
  }

  /** How many of {@code trials} succeed that each do with the given probability. */
  public int binomial(int trials, double probability) {
    long threshold = Math.round(probability * 0x1p32);
    int successes = 0;
    for (int i = 0; i < trials; i++) {
      successes += Integer.toUnsignedLong(word()) < threshold ? 1 : 0;
    }
    return successes;
  }
}
