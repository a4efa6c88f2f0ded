package org.sinopia.tensor.cpu.loops;

import java.lang.foreign.MemorySegment;
import org.sinopia.tensor.cpu.simd.FloatVectors;
import org.sinopia.tensor.cpu.simd.Scratch;

/**
 * Blocks of rows [rows, d] as loops over vectors want them: a multiple of {@link
 * FloatVectors#LOGICAL} long. Where d is not, rows are copied to scratch memory with room after
 * each.
 *
 * @param d the elements of a row
 * @param width the same, rounded up to a multiple of {@link FloatVectors#LOGICAL}
 */
public record WholeRows(int d, int width) {
  public WholeRows(int d) {
    this(d, Math.ceilDiv(d, FloatVectors.LOGICAL) * FloatVectors.LOGICAL);
  }

  /**
   * The {@code rows} rows from {@code from}, themselves or copied to [rows, width].
   *
   * @param rest the value of the elements after each row in a copy
   * @param slot of the thread's scratch memory for a copy
   */
  public long read(MemorySegment memory, int from, int rows, float rest, int slot) {
    if (width == d) {
      return FloatVectors.at(memory, (long) from * d, (long) rows * d);
    }
    MemorySegment copy = room(rows, slot);
    for (int row = 0; row < rows; row++) {
      MemorySegment.copy(
          memory, ((long) from + row) * d * Float.BYTES, copy, start(row), (long) d * Float.BYTES);
      pad(FloatVectors.at(copy, 0, (long) rows * width), row, rest);
    }
    return FloatVectors.at(copy, 0, (long) rows * width);
  }

  /** Where to write the rows: they themselves, or room for [rows, width]. */
  public long toWrite(MemorySegment memory, int from, int rows, int slot) {
    return width == d
        ? FloatVectors.at(memory, (long) from * d, (long) rows * d)
        : FloatVectors.at(room(rows, slot), 0, (long) rows * width);
  }

  /** Puts the rows in place if {@link #toWrite} had them written elsewhere. */
  public void written(MemorySegment memory, int from, int rows, int slot) {
    if (width != d) {
      MemorySegment block = room(rows, slot);
      for (int row = 0; row < rows; row++) {
        MemorySegment.copy(
            block,
            start(row),
            memory,
            ((long) from + row) * d * Float.BYTES,
            (long) d * Float.BYTES);
      }
    }
  }

  /** Overwrites the elements after a copied row. */
  public void pad(long block, int row, float rest) {
    for (int i = d; i < width; i++) {
      FloatVectors.set(rest, block, row * width + i);
    }
  }

  private long start(int row) {
    return (long) row * width * Float.BYTES;
  }

  private MemorySegment room(int rows, int slot) {
    return Scratch.bytes(slot, start(rows));
  }
}
