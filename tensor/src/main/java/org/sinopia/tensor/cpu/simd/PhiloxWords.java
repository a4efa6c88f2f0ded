package org.sinopia.tensor.cpu.simd;

import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.XOR;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link org.sinopia.tensor.random.Philox} for many elements at once: each lane of a vector of
 * longs computes one block, whose four words it holds in four vectors.
 */
public final class PhiloxWords {
  private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
  private static final int BLOCKS = LONGS.length();
  private static final int WORDS_PER_BLOCK = 4;

  /** How many words are made at a time. */
  public static final int STEP = WORDS_PER_BLOCK * BLOCKS;

  private static final int ROUNDS = 10;
  private static final long MULTIPLIER_0 = 0xD2511F53L;
  private static final long MULTIPLIER_1 = 0xCD9E8D57L;
  private static final long WEYL_0 = 0x9E3779B9L;
  private static final long WEYL_1 = 0xBB67AE85L;
  private static final long LOW = 0xFFFFFFFFL;
  private static final LongVector LANE = LongVector.zero(LONGS).addIndex(1);

  /** Each lane of the lower, and of the upper, half of a vector twice. */
  private static final VectorShuffle<Long> LOWER_TWICE = LONGS.shuffleFromOp(lane -> lane / 2);

  private static final VectorShuffle<Long> UPPER_TWICE =
      LONGS.shuffleFromOp(lane -> (BLOCKS + lane) / 2);

  private static final VectorMask<Long> ODD = VectorMask.fromLong(LONGS, 0xAAAAAAAAAAAAAAAAL);

  private PhiloxWords() {}

  /**
   * Writes the words of elements {@code first} to {@code first + count} of a stream.
   *
   * @param first a multiple of 4
   * @param words room for {@code count} ints, rounded up to a multiple of {@link #STEP}
   */
  public static void fill(long seed, long stream, long first, MemorySegment words, int count) {
    for (int at = 0; at < count; at += STEP) {
      step(seed, stream, (first + at) / WORDS_PER_BLOCK, words, at);
    }
  }

  private static void step(long seed, long stream, long block, MemorySegment words, int at) {
    LongVector counter = LANE.add(block);
    LongVector c0 = counter;
    LongVector c1 = counter.lanewise(LSHR, Integer.SIZE);
    LongVector c2 = LongVector.broadcast(LONGS, stream);
    LongVector c3 = LongVector.broadcast(LONGS, stream >>> Integer.SIZE);
    LongVector k0 = LongVector.broadcast(LONGS, seed);
    LongVector k1 = LongVector.broadcast(LONGS, seed >>> Integer.SIZE);
    // Only the lower halves of c0 to c3 count; what lies above is cut off before each product.
    for (int round = 0; round < ROUNDS; round++) {
      LongVector p0 = c0.and(LOW).mul(MULTIPLIER_0);
      LongVector p1 = c2.and(LOW).mul(MULTIPLIER_1);
      c0 = p1.lanewise(LSHR, Integer.SIZE).lanewise(XOR, c1).lanewise(XOR, k0);
      c1 = p1;
      c2 = p0.lanewise(LSHR, Integer.SIZE).lanewise(XOR, c3).lanewise(XOR, k1);
      c3 = p0;
      k0 = k0.add(WEYL_0);
      k1 = k1.add(WEYL_1);
    }
    LongVector front = c0.and(LOW).or(c1.lanewise(LSHL, Integer.SIZE));
    LongVector back = c2.and(LOW).or(c3.lanewise(LSHL, Integer.SIZE));
    store(front.rearrange(LOWER_TWICE).blend(back.rearrange(LOWER_TWICE), ODD), words, at);
    store(
        front.rearrange(UPPER_TWICE).blend(back.rearrange(UPPER_TWICE), ODD), words, at + STEP / 2);
  }

  private static void store(LongVector pairs, MemorySegment words, int at) {
    pairs.intoMemorySegment(words, (long) at * Integer.BYTES, ByteOrder.nativeOrder());
  }
}
