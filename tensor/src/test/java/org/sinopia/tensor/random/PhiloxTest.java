package org.sinopia.tensor.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

/** The known answers of the Random123 distribution (Salmon et al. 2011). */
class PhiloxTest {
  @Test
  void givesTheKnownAnswers() {
    assertBlock(0, 0, 0, 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
    assertBlock(-1, -1, -1, 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
    assertBlock(
        0x299f31d0a4093822L,
        0x0370734413198a2eL,
        0x85a308d3243f6a88L,
        0xd16cfe09,
        0x94fdcceb,
        0x5001e420,
        0x24126ea1);
  }

  private static void assertBlock(long seed, long stream, long block, int... wanted) {
    int[] words = new int[4];
    Philox.block(seed, stream, block, words, 0);
    assertArrayEquals(wanted, words);
    for (int i = 0; i < 4 && block >= 0 && block < Long.MAX_VALUE / 4; i++) {
      assertArrayEquals(
          new int[] {wanted[i]}, new int[] {Philox.word(seed, stream, block * 4 + i)});
    }
  }
}
