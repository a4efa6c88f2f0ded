package org.sinopia.tensor.random;

/**
 * Philox4x32-10, the counter-based random number generator of Salmon, Moraes, Dror and Shaw
 * ("Parallel random numbers: as easy as 1, 2, 3", SC 2011): ten rounds that turn a 128-bit counter
 * and a 64-bit key into four 32-bit words. No state, so any element of any sequence can be had at
 * once, by any thread or device.
 *
 * <p>Sinopia's sequences are keyed by a seed and numbered by a stream: block n of stream s has
 * counter (n, s), each 64 bits, low word first.
 */
public final class Philox {
  private static final int ROUNDS = 10;
  private static final long MULTIPLIER_0 = 0xD2511F53L;
  private static final long MULTIPLIER_1 = 0xCD9E8D57L;
  private static final int WEYL_0 = 0x9E3779B9;
  private static final int WEYL_1 = 0xBB67AE85;
  private static final long LOW = 0xFFFFFFFFL;

  private Philox() {}

  /** Writes the four words of one block into {@code words}, from index {@code at}. */
  public static void block(long seed, long stream, long block, int[] words, int at) {
    int c0 = (int) block;
    int c1 = (int) (block >>> 32);
    int c2 = (int) stream;
    int c3 = (int) (stream >>> 32);
    int k0 = (int) seed;
    int k1 = (int) (seed >>> 32);
    for (int round = 0; round < ROUNDS; round++) {
      long p0 = MULTIPLIER_0 * (c0 & LOW);
      long p1 = MULTIPLIER_1 * (c2 & LOW);
      c0 = (int) (p1 >>> 32) ^ c1 ^ k0;
      c1 = (int) p1;
      c2 = (int) (p0 >>> 32) ^ c3 ^ k1;
      c3 = (int) p0;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    words[at] = c0;
    words[at + 1] = c1;
    words[at + 2] = c2;
    words[at + 3] = c3;
  }

  /** The word of element {@code index} of a stream: word index mod 4 of block ⌊index/4⌋. */
  public static int word(long seed, long stream, long index) {
    int[] words = new int[4];
    block(seed, stream, index >>> 2, words, 0);
    return words[(int) (index & 3)];
  }

  /** A word as a number in [0, 1): its upper 24 bits times 2⁻²⁴, exact in float32. */
  public static double uniform(int word) {
    return (word >>> 8) * 0x1p-24;
  }
}
