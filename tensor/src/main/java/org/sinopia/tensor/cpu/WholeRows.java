package org.sinopia.tensor.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;

/**
 * Blocks of rows [rows, d] as loops over vectors want them: made of whole vectors. Where d is not,
 * rows are copied to scratch memory with room behind each.
 *
 * @param d the elements of a row
 * @param width the same, rounded up to whole vectors
 */
record WholeRows(int d, int width) {
  WholeRows(int d) {
    this(d, Math.ceilDiv(d, Lanes.COUNT) * Lanes.COUNT);
  }

  /**
   * The {@code rows} rows from {@code from}, themselves or copied to [rows, width].
   *
   * @param rest what stands behind each row in a copy
   * @param slot of the thread's scratch memory for a copy
   */
  MemorySegment read(MemorySegment memory, int from, int rows, float rest, int slot) {
    if (width == d) {
      return Lanes.part(memory, (long) from * d, rows * d);
    }
    MemorySegment copy = room(rows, slot);
    for (int row = 0; row < rows; row++) {
      MemorySegment.copy(
          memory, ((long) from + row) * d * Float.BYTES, copy, start(row), (long) d * Float.BYTES);
      pad(copy, row, rest);
    }
    return copy;
  }

  /** Where to write the rows: they themselves, or room for [rows, width]. */
  MemorySegment toWrite(MemorySegment memory, int from, int rows, int slot) {
    return width == d ? Lanes.part(memory, (long) from * d, rows * d) : room(rows, slot);
  }

  /** Puts the rows in place if they were written elsewhere. */
  void written(MemorySegment block, MemorySegment memory, int from, int rows) {
    for (int row = 0; width != d && row < rows; row++) {
      MemorySegment.copy(
          block, start(row), memory, ((long) from + row) * d * Float.BYTES, (long) d * Float.BYTES);
    }
  }

  /** Overwrites what stands behind a copied row. */
  void pad(MemorySegment block, int row, float rest) {
    for (int i = d; i < width; i++) {
      block.setAtIndex(JAVA_FLOAT, (long) row * width + i, rest);
    }
  }

  private long start(int row) {
    return (long) row * width * Float.BYTES;
  }

  private MemorySegment room(int rows, int slot) {
    return Lanes.part(Scratch.bytes(slot, start(rows)), 0, rows * width);
  }
}
