package org.sinopia.tensor.cpu;

import java.lang.foreign.MemorySegment;

/**
 * Blocks of rows [rows, d] as loops over vectors want them: a multiple of {@link Lanes#LOGICAL}
 * long. Where d is not, rows are copied to scratch memory with room after each.
 *
 * @param d the elements of a row
 * @param width the same, rounded up to a multiple of {@link Lanes#LOGICAL}
 */
record WholeRows(int d, int width) {
  WholeRows(int d) {
    this(d, Math.ceilDiv(d, Lanes.LOGICAL) * Lanes.LOGICAL);
  }

  /**
   * The {@code rows} rows from {@code from}, themselves or copied to [rows, width].
   *
   * @param rest the value of the elements after each row in a copy
   * @param slot of the thread's scratch memory for a copy
   */
  long read(MemorySegment memory, int from, int rows, float rest, int slot) {
    if (width == d) {
      return Lanes.at(memory, (long) from * d, (long) rows * d);
    }
    MemorySegment copy = room(rows, slot);
    for (int row = 0; row < rows; row++) {
      MemorySegment.copy(
          memory, ((long) from + row) * d * Float.BYTES, copy, start(row), (long) d * Float.BYTES);
      pad(Lanes.at(copy, 0, (long) rows * width), row, rest);
    }
    return Lanes.at(copy, 0, (long) rows * width);
  }

  /** Where to write the rows: they themselves, or room for [rows, width]. */
  long toWrite(MemorySegment memory, int from, int rows, int slot) {
    return width == d
        ? Lanes.at(memory, (long) from * d, (long) rows * d)
        : Lanes.at(room(rows, slot), 0, (long) rows * width);
  }

  /** Puts the rows in place if {@link #toWrite} had them written elsewhere. */
  void written(MemorySegment memory, int from, int rows, int slot) {
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
  void pad(long block, int row, float rest) {
    for (int i = d; i < width; i++) {
      Lanes.set(rest, block, row * width + i);
    }
  }

  private long start(int row) {
    return (long) row * width * Float.BYTES;
  }

  private MemorySegment room(int rows, int slot) {
    return Scratch.bytes(slot, start(rows));
  }
}
