package org.sinopia.tensor.cpu.elementwise;

import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static org.sinopia.tensor.cpu.simd.FloatVectors.all;
import static org.sinopia.tensor.cpu.simd.FloatVectors.load;
import static org.sinopia.tensor.cpu.simd.FloatVectors.store;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.VectorMask;
import org.sinopia.tensor.cpu.simd.FloatVectors;
import org.sinopia.tensor.cpu.simd.PairLoop;
import org.sinopia.tensor.cpu.simd.PhiloxWords;
import org.sinopia.tensor.cpu.simd.Scratch;
import org.sinopia.tensor.op.Dropout;

/** {@link Dropout} of a tile in place. The mask is computed again, in the cache, and never kept. */
final class DropoutMask {
  /** A word keeps its element if its upper 24 bits are at least this, which is rate·2²⁴ exactly. */
  private final int least;

  private final Dropout dropout;
  private final PairLoop apply;
  private final PairLoop gradient;

  DropoutMask(Dropout dropout) {
    this.dropout = dropout;
    this.least = (int) Math.ceil(dropout.rate() * 0x1p24);
    float scale = (float) dropout.keptScale();
    float shift = (float) dropout.keptShift();
    float dropped = (float) dropout.droppedValue();
    this.apply = (x, words, y, count) -> select(x, words, y, count, scale, shift, dropped);
    this.gradient = (x, words, y, count) -> select(x, words, y, count, scale, 0, 0);
  }

  boolean active() {
    return dropout.active();
  }

  /**
   * Dropout of the {@code count} elements from {@code from}.
   *
   * @param from a multiple of 4
   * @param slot of the scratch memory for the words
   */
  void apply(int from, long values, int count, int slot) {
    if (dropout.active()) {
      apply.run(values, words(from, count, slot), values, count);
    }
  }

  /** The gradient of {@link #apply}: scaled where kept, 0 where dropped. */
  void gradient(int from, long values, int count, int slot) {
    if (dropout.active()) {
      gradient.run(values, words(from, count, slot), values, count);
    }
  }

  private long words(int from, int count, int slot) {
    MemorySegment words = Scratch.bytes(slot, (long) (count + PhiloxWords.STEP) * Integer.BYTES);
    PhiloxWords.fill(dropout.seed(), dropout.stream(), from, words, count);
    return FloatVectors.at(words, 0, count);
  }

  private void select(
      long x, long words, long y, int count, float scale, float shift, float dropped) {
    for (int i = 0; i < count; i += FloatVectors.COUNT) {
      VectorMask<Float> kept =
          load(words, i)
              .reinterpretAsInts()
              .lanewise(LSHR, 8)
              .compare(GE, least)
              .cast(FloatVectors.FLOATS);
      store(all(dropped).blend(load(x, i).fma(all(scale), all(shift)), kept), y, i);
    }
  }
}
