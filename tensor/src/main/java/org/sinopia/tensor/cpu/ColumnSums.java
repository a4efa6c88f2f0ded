package org.sinopia.tensor.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import org.sinopia.tensor.Tensor;

/**
 * Sums over all axes but the innermost, of elements that come tile by tile: one row of partial sums
 * per piece, added up in the order of the pieces at the end, so that the bits do not depend on
 * which thread did which piece. Short rows are laid side by side to fill vectors.
 *
 * <p>Threading: made and finished by the thread that runs the op; each piece touches its own row.
 */
final class ColumnSums {
  private static final int MIN_WIDTH = 256;

  private final Tensor target;
  private final int columns;
  private final int width;
  private final int pieces;
  private final MemorySegment partial;

  /**
   * Sums of nothing yet.
   *
   * @param target [d], written by {@link #finish}; null if not wanted
   * @param columns d
   * @param slot of the calling thread's scratch memory
   */
  ColumnSums(Tensor target, int columns, int pieces, int slot) {
    this.target = target;
    this.columns = columns;
    this.width = columns * Math.ceilDiv(MIN_WIDTH, columns);
    this.pieces = pieces;
    long bytes = target == null ? 0 : (long) pieces * width * Float.BYTES;
    this.partial = Scratch.bytes(slot, bytes).asSlice(0, bytes).fill((byte) 0);
  }

  /** Adds the {@code count} elements from {@code from}; one piece adds in ascending order. */
  void add(int piece, int from, long values, int count) {
    if (target == null) {
      return;
    }
    int size;
    for (int done = 0; done < count; done += size) {
      int column = (from + done) % width;
      size = Math.min(count - done, width - column);
      long sums = Lanes.at(partial, (long) piece * width + column, size);
      BinaryLoops.ADD.run(sums, values + (long) done * Float.BYTES, sums, size);
    }
  }

  /** Writes the sums. */
  void finish() {
    if (target == null) {
      return;
    }
    long total = Lanes.at(partial, 0, width);
    for (int piece = 1; piece < pieces; piece++) {
      BinaryLoops.ADD.run(total, Lanes.at(partial, (long) piece * width, width), total, width);
    }
    for (int column = 0; column < columns; column++) {
      // Of a single column there are hundreds of partial sums, which may cancel.
      double sum = 0;
      for (int i = column; i < width; i += columns) {
        sum += Lanes.get(total, i);
      }
      target.memory().setAtIndex(JAVA_FLOAT, column, (float) sum);
    }
  }
}
