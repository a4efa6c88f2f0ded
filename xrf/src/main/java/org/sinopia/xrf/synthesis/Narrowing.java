package org.sinopia.xrf.synthesis;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Cuts counts to bytes or shorts and says which bits there were, in one pass; left to itself, the
 * compiler vectorises neither loop, which then cost half as much as drawing the photons.
 */
final class Narrowing {

  // Eight ints at least, as there is no vector of four bytes.
  private static final VectorSpecies<Integer> INTS =
      IntVector.SPECIES_PREFERRED.length() >= 16 ? IntVector.SPECIES_512 : IntVector.SPECIES_256;
  private static final VectorSpecies<Byte> BYTES =
      INTS.length() == 16 ? ByteVector.SPECIES_128 : ByteVector.SPECIES_64;
  private static final VectorSpecies<Short> SHORTS =
      INTS.length() == 16 ? ShortVector.SPECIES_256 : ShortVector.SPECIES_128;

  private Narrowing() {}

  /**
   * Copies the low bytes of counts.
   *
   * @param counts at least as many as {@code row} is long
   * @param row receives them
   * @return all counts copied, or-ed
   */
  static int toBytes(int[] counts, byte[] row) {
    IntVector seen = IntVector.zero(INTS);
    int i = 0;
    for (; i < INTS.loopBound(row.length); i += INTS.length()) {
      IntVector some = IntVector.fromArray(INTS, counts, i);
      seen = seen.or(some);
      ((ByteVector) some.castShape(BYTES, 0)).intoArray(row, i);
    }
    int bits = seen.reduceLanes(VectorOperators.OR);
    for (; i < row.length; i++) {
      bits |= counts[i];
      row[i] = (byte) counts[i];
    }
    return bits;
  }

  /**
   * Copies the low halves of counts.
   *
   * @param counts at least as many as {@code row} is long
   * @param row receives them
   * @return all counts copied, or-ed
   */
  static int toShorts(int[] counts, short[] row) {
    IntVector seen = IntVector.zero(INTS);
    int i = 0;
    for (; i < INTS.loopBound(row.length); i += INTS.length()) {
      IntVector some = IntVector.fromArray(INTS, counts, i);
      seen = seen.or(some);
      ((ShortVector) some.castShape(SHORTS, 0)).intoArray(row, i);
    }
    int bits = seen.reduceLanes(VectorOperators.OR);
    for (; i < row.length; i++) {
      bits |= counts[i];
      row[i] = (short) counts[i];
    }
    return bits;
  }
}
