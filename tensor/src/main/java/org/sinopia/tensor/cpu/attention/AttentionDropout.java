package org.sinopia.tensor.cpu.attention;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.sinopia.tensor.cpu.attention.AttentionHeads.QUERIES;
import static org.sinopia.tensor.cpu.attention.AttentionHeads.ROW;

import java.lang.foreign.MemorySegment;
import org.sinopia.tensor.cpu.simd.PhiloxWords;
import org.sinopia.tensor.cpu.simd.Scratch;
import org.sinopia.tensor.op.Dropout;

/**
 * Dropout inside attention: its mask for one tile of weights, computed again wherever it is needed.
 */
final class AttentionDropout {
  private static final int WORDS_PER_BLOCK = 4;

  /** A uniform number is the upper 24 of a word's 32 bits. */
  private static final int UNIFORM_SHIFT = 8;

  private AttentionDropout() {}

  /**
   * The factor of each weight of a tile [keys][QUERIES]; random words come row by row of queries.
   */
  static void factors(
      AttentionHeads heads,
      int sample,
      int head,
      int tile,
      int key,
      int keys,
      float[] scratch,
      int to) {
    Dropout dropout = heads.dropout;
    float scale = (float) dropout.keptScale();
    int least = (int) Math.ceil(dropout.rate() * 0x1p24);
    int room = keys + WORDS_PER_BLOCK + PhiloxWords.STEP;
    MemorySegment words = Scratch.bytes(2, (long) room * Integer.BYTES);
    for (int i = 0; i < heads.queries(tile); i++) {
      long row = ((long) sample * heads.heads + head) * heads.tokens + (tile * QUERIES + i);
      long first = row * heads.tokens + key;
      int skip = (int) (first % WORDS_PER_BLOCK);
      PhiloxWords.fill(dropout.seed(), dropout.stream(), first - skip, words, skip + keys);
      for (int j = 0; j < keys; j++) {
        int uniform = words.getAtIndex(JAVA_INT, skip + j) >>> UNIFORM_SHIFT;
        scratch[to + j * ROW + i] = uniform >= least ? scale : 0;
      }
    }
  }
}
