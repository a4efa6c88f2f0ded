package org.sinopia.tensor.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.sinopia.tensor.cpu.TileProduct.WIDTH;

import java.lang.foreign.MemorySegment;
import org.sinopia.tensor.Philox;
import org.sinopia.tensor.op.Dropout;

/** Dropout inside attention. */
final class AttentionDropout {
  private AttentionDropout() {}

  /** What each weight of a tile [keys][WIDTH] is multiplied by. */
  static void factors(
      AttentionHeads heads,
      int sample,
      int head,
      int tile,
      int key,
      int keys,
      MemorySegment scratch,
      int to) {
    Dropout dropout = heads.dropout;
    float scale = (float) dropout.keptScale();
    for (int i = 0; i < heads.queries(tile); i++) {
      long row = ((long) sample * heads.heads + head) * heads.tokens + (tile * WIDTH + i);
      for (int j = 0; j < keys; j++) {
        long element = row * heads.tokens + key + j;
        int word = Philox.word(dropout.seed(), dropout.stream(), element);
        boolean keep = Philox.uniform(word) >= dropout.rate();
        scratch.setAtIndex(JAVA_FLOAT, to + j * WIDTH + i, keep ? scale : 0);
      }
    }
  }
}
