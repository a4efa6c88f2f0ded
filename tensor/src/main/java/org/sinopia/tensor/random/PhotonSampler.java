package org.sinopia.tensor.random;

import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Draws photons into spectra: word i of a pixel's random stream, through an alias table, is the bin
 * of photon i, so counts are an exact multinomial of the table's distribution. {@link Philox}
 * defines the words; here its rounds run on as many blocks at once as a vector has 64-bit lanes,
 * each of the four words of a block in its own vector. Words of the same photons are drawn in
 * another order than they are numbered, which a histogram cannot tell.
 *
 * <p>The cost of a photon is about three instructions of random numbers and a dozen of table
 * look-up and counting, without branches. Not safe for use by several threads; allocates nothing
 * per draw.
 */
public final class PhotonSampler {

  private static final VectorSpecies<Long> SPECIES = LongVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  // Words at a time: few enough to stay in the first-level cache.
  private static final int BATCH_BLOCKS = 256;
  private static final int WORDS_PER_BLOCK = 4;

  private static final int ROUNDS = 10;
  private static final long MULTIPLIER_0 = 0xD2511F53L;
  private static final long MULTIPLIER_1 = 0xCD9E8D57L;
  private static final int WEYL_0 = 0x9E3779B9;
  private static final int WEYL_1 = 0xBB67AE85;
  private static final long LOW = 0xFFFFFFFFL;

  private static final LongVector LANE = LongVector.zero(SPECIES).addIndex(1);

  private final long seed;
  private final long[] words = new long[BATCH_BLOCKS * WORDS_PER_BLOCK / 2];

  /** A sampler of the streams of a seed. */
  public PhotonSampler(long seed) {
    this.seed = seed;
  }

  /**
   * Adds photons to a spectrum.
   *
   * @param table theirs ({@link org.sinopia.tensor.op.Photons}); its length is a power of two from
   *     2 to 2<sup>20</sup>
   * @param stream number of the random stream
   * @param photons how many, from 0; words 0 to {@code photons − 1} of the stream are used
   * @param counts added to; one element per column of the table
   */
  public void draw(int[] table, long stream, int photons, int[] counts) {
    int whole = photons / WORDS_PER_BLOCK;
    for (int first = 0; first * WORDS_PER_BLOCK < photons; first += BATCH_BLOCKS) {
      int blocks = Math.min(BATCH_BLOCKS, whole - first);
      int rest = blocks < BATCH_BLOCKS ? photons % WORDS_PER_BLOCK : 0;
      generate(stream, first, blocks + (rest > 0 ? 1 : 0));
      int groups = blocks / LANES * LANES * 2;
      int single = blocks % LANES;
      count(table, 0, groups, counts);
      count(table, groups, groups + single, counts);
      count(table, groups + LANES, groups + LANES + single, counts);
      for (int i = 0; i < rest; i++) {
        long pair = words[groups + single + (i >> 1) * LANES];
        count(table, (int) (pair >>> ((i & 1) * Integer.SIZE)), counts);
      }
    }
  }

  /**
   * Copies the first words of a stream, in the order of their numbers.
   *
   * @param stream number of the random stream
   * @param count how many, from 0
   * @param into receives them
   */
  public void words(long stream, int count, int[] into) {
    int wanted = Math.ceilDiv(count, WORDS_PER_BLOCK);
    for (int first = 0; first < wanted; first += BATCH_BLOCKS) {
      int blocks = Math.min(BATCH_BLOCKS, wanted - first);
      generate(stream, first, blocks);
      for (int block = 0; block < blocks; block++) {
        int at = 2 * (block - block % LANES) + block % LANES;
        int to = (first + block) * WORDS_PER_BLOCK;
        long low = words[at];
        long high = words[at + LANES];
        if (to + WORDS_PER_BLOCK <= count) {
          into[to] = (int) low;
          into[to + 1] = (int) (low >>> Integer.SIZE);
          into[to + 2] = (int) high;
          into[to + 3] = (int) (high >>> Integer.SIZE);
        } else {
          for (int i = to; i < count; i++) {
            long pair = i - to < 2 ? low : high;
            into[i] = (int) (pair >>> (((i - to) & 1) * Integer.SIZE));
          }
        }
      }
    }
  }

  /**
   * Leaves blocks in {@link #words}: group by group of as many blocks as there are lanes, words 0
   * (low) and 1 (high) of all of them, then words 2 and 3.
   */
  private void generate(long stream, long first, int blocks) {
    LongVector stream0 = LongVector.broadcast(SPECIES, stream & LOW);
    LongVector stream1 = LongVector.broadcast(SPECIES, stream >>> Integer.SIZE);
    for (int block = 0; block < blocks; block += LANES) {
      // A sampler never comes to block 2^32 of a stream, so the counter's second word is 0.
      LongVector c0 = LANE.add(first + block);
      LongVector c1 = LongVector.zero(SPECIES);
      LongVector c2 = stream0;
      LongVector c3 = stream1;
      int k0 = (int) seed;
      int k1 = (int) (seed >>> Integer.SIZE);
      for (int round = 0; round < ROUNDS; round++) {
        LongVector p0 = c0.and(LOW).mul(MULTIPLIER_0);
        LongVector p1 = c2.and(LOW).mul(MULTIPLIER_1);
        c0 =
            p1.lanewise(VectorOperators.LSHR, Integer.SIZE)
                .lanewise(VectorOperators.XOR, c1)
                .lanewise(VectorOperators.XOR, k0 & LOW);
        c1 = p1.and(LOW);
        c2 =
            p0.lanewise(VectorOperators.LSHR, Integer.SIZE)
                .lanewise(VectorOperators.XOR, c3)
                .lanewise(VectorOperators.XOR, k1 & LOW);
        c3 = p0.and(LOW);
        k0 += WEYL_0;
        k1 += WEYL_1;
      }
      c0.or(c1.lanewise(VectorOperators.LSHL, Integer.SIZE)).intoArray(words, 2 * block);
      c2.or(c3.lanewise(VectorOperators.LSHL, Integer.SIZE)).intoArray(words, 2 * block + LANES);
    }
  }

  private void count(int[] table, int from, int to, int[] counts) {
    int mask = table.length - 1;
    int bits = Integer.bitCount(mask);
    for (int i = from; i < to; i++) {
      long pair = words[i];
      counts[bin(table, bits, mask, (int) pair)]++;
      counts[bin(table, bits, mask, (int) (pair >>> Integer.SIZE))]++;
    }
  }

  private static void count(int[] table, int word, int[] counts) {
    int mask = table.length - 1;
    counts[bin(table, Integer.bitCount(mask), mask, word)]++;
  }

  /** The bin that a word draws. */
  private static int bin(int[] table, int bits, int mask, int word) {
    int column = word & mask;
    int entry = table[column];
    int alias = entry & mask;
    // All ones where the coin is below the threshold: both have at most 31 bits.
    int below = ((word >>> bits) - (entry >>> bits)) >> 31;
    return alias ^ ((alias ^ column) & below);
  }
}
