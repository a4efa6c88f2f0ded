package org.sinopia.tensor.cpu;

import static org.sinopia.tensor.cpu.Lanes.COUNT;
import static org.sinopia.tensor.cpu.Lanes.all;
import static org.sinopia.tensor.cpu.Lanes.load;
import static org.sinopia.tensor.cpu.Lanes.store;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

/**
 * Products of tiles that lie in a core's cache, for attention: outer products of eight scalars with
 * two vectors, sixteen sums in registers. Per step that is two vector loads and eight broadcast
 * loads for sixteen multiply-adds, so the multiply-adds are the bound. Sixteen independent sums
 * cover the latency of an addition (4 cycles, 2 units) twice; more would not fit where there are 16
 * registers.
 *
 * <p>The eight scalars must be found at constant distances from one address: with a distance in a
 * variable the compiler spends more instructions on addresses than on arithmetic. Hence the two
 * forms, and the fixed {@link #WIDTH} of a tile. Indices and row lengths count floats.
 */
final class TileProduct {
  /** Rows computed at once; rows of results are padded to a multiple. */
  static final int ROWS = 8;

  /** Floats in a row of a tile of scores. */
  static final int WIDTH = 4 * COUNT;

  /** Alignment is not checked at each access: all indices here are whole floats. */
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

  private static final long ROW_BYTES = (long) WIDTH * Float.BYTES;

  private TileProduct() {}

  /**
   * c[r][x] = Σ_k a[k][r]·b[k][x] for r below {@code rows}, rounded up to eights, and x below
   * {@code vectors} vectors; added to c unless {@code fresh}. The scalars of eight rows lie side by
   * side.
   *
   * @param aGroup from the first scalar of one eight of rows to that of the next
   * @param aRow from one step to the next
   */
  static void transposed(
      int rows,
      MemorySegment a,
      int aAt,
      int aGroup,
      int aRow,
      MemorySegment b,
      int bAt,
      int bRow,
      int steps,
      MemorySegment c,
      int cAt,
      int cRow,
      int vectors,
      boolean fresh) {
    int v = 0;
    for (; v + 1 < vectors; v += 2) {
      for (int r = 0; r < rows; r += ROWS) {
        acrossTwo(
            a,
            aAt + r / ROWS * aGroup,
            aRow,
            b,
            bAt + v * COUNT,
            bRow,
            steps,
            c,
            cAt + r * cRow + v * COUNT,
            cRow,
            fresh);
      }
    }
    if (v < vectors) {
      for (int r = 0; r < rows; r += ROWS) {
        acrossOne(
            a,
            aAt + r / ROWS * aGroup,
            aRow,
            b,
            bAt + v * COUNT,
            bRow,
            steps,
            c,
            cAt + r * cRow + v * COUNT,
            cRow,
            fresh);
      }
    }
  }

  /**
   * c[r][x] += Σ_k a[r][k]·b[k][x] for r below {@code rows}, rounded up to eights, and x below
   * {@code vectors} vectors, where a has rows of {@link #WIDTH}.
   */
  static void straight(
      int rows,
      MemorySegment a,
      int aAt,
      MemorySegment b,
      int bAt,
      int bRow,
      int steps,
      MemorySegment c,
      int cAt,
      int cRow,
      int vectors) {
    int v = 0;
    for (; v + 1 < vectors; v += 2) {
      for (int r = 0; r < rows; r += ROWS) {
        downTwo(
            a,
            aAt + r * WIDTH,
            b,
            bAt + v * COUNT,
            bRow,
            steps,
            c,
            cAt + r * cRow + v * COUNT,
            cRow);
      }
    }
    if (v < vectors) {
      for (int r = 0; r < rows; r += ROWS) {
        downOne(
            a,
            aAt + r * WIDTH,
            b,
            bAt + v * COUNT,
            bRow,
            steps,
            c,
            cAt + r * cRow + v * COUNT,
            cRow);
      }
    }
  }

  private static void acrossTwo(
      MemorySegment a,
      int aAt,
      int aRow,
      MemorySegment b,
      int bAt,
      int bRow,
      int steps,
      MemorySegment c,
      int cAt,
      int cRow,
      boolean fresh) {
    FloatVector c0a = all(0);
    FloatVector c0b = all(0);
    FloatVector c1a = all(0);
    FloatVector c1b = all(0);
    FloatVector c2a = all(0);
    FloatVector c2b = all(0);
    FloatVector c3a = all(0);
    FloatVector c3b = all(0);
    FloatVector c4a = all(0);
    FloatVector c4b = all(0);
    FloatVector c5a = all(0);
    FloatVector c5b = all(0);
    FloatVector c6a = all(0);
    FloatVector c6b = all(0);
    FloatVector c7a = all(0);
    FloatVector c7b = all(0);
    for (int k = 0; k < steps; k++) {
      int row = bAt + k * bRow;
      FloatVector ba = load(b, row);
      FloatVector bb = load(b, row + COUNT);
      long at = (aAt + (long) k * aRow) * Float.BYTES;
      FloatVector a0 = all(a.get(FLOAT, at));
      c0a = a0.fma(ba, c0a);
      c0b = a0.fma(bb, c0b);
      FloatVector a1 = all(a.get(FLOAT, at + Float.BYTES));
      c1a = a1.fma(ba, c1a);
      c1b = a1.fma(bb, c1b);
      FloatVector a2 = all(a.get(FLOAT, at + 2 * Float.BYTES));
      c2a = a2.fma(ba, c2a);
      c2b = a2.fma(bb, c2b);
      FloatVector a3 = all(a.get(FLOAT, at + 3 * Float.BYTES));
      c3a = a3.fma(ba, c3a);
      c3b = a3.fma(bb, c3b);
      FloatVector a4 = all(a.get(FLOAT, at + 4 * Float.BYTES));
      c4a = a4.fma(ba, c4a);
      c4b = a4.fma(bb, c4b);
      FloatVector a5 = all(a.get(FLOAT, at + 5 * Float.BYTES));
      c5a = a5.fma(ba, c5a);
      c5b = a5.fma(bb, c5b);
      FloatVector a6 = all(a.get(FLOAT, at + 6 * Float.BYTES));
      c6a = a6.fma(ba, c6a);
      c6b = a6.fma(bb, c6b);
      FloatVector a7 = all(a.get(FLOAT, at + 7 * Float.BYTES));
      c7a = a7.fma(ba, c7a);
      c7b = a7.fma(bb, c7b);
    }
    put(c0a, c, cAt, fresh);
    put(c0b, c, cAt + COUNT, fresh);
    put(c1a, c, cAt + cRow, fresh);
    put(c1b, c, cAt + cRow + COUNT, fresh);
    put(c2a, c, cAt + 2 * cRow, fresh);
    put(c2b, c, cAt + 2 * cRow + COUNT, fresh);
    put(c3a, c, cAt + 3 * cRow, fresh);
    put(c3b, c, cAt + 3 * cRow + COUNT, fresh);
    put(c4a, c, cAt + 4 * cRow, fresh);
    put(c4b, c, cAt + 4 * cRow + COUNT, fresh);
    put(c5a, c, cAt + 5 * cRow, fresh);
    put(c5b, c, cAt + 5 * cRow + COUNT, fresh);
    put(c6a, c, cAt + 6 * cRow, fresh);
    put(c6b, c, cAt + 6 * cRow + COUNT, fresh);
    put(c7a, c, cAt + 7 * cRow, fresh);
    put(c7b, c, cAt + 7 * cRow + COUNT, fresh);
  }

  private static void acrossOne(
      MemorySegment a,
      int aAt,
      int aRow,
      MemorySegment b,
      int bAt,
      int bRow,
      int steps,
      MemorySegment c,
      int cAt,
      int cRow,
      boolean fresh) {
    FloatVector c0a = all(0);
    FloatVector c1a = all(0);
    FloatVector c2a = all(0);
    FloatVector c3a = all(0);
    FloatVector c4a = all(0);
    FloatVector c5a = all(0);
    FloatVector c6a = all(0);
    FloatVector c7a = all(0);
    for (int k = 0; k < steps; k++) {
      int row = bAt + k * bRow;
      FloatVector ba = load(b, row);
      long at = (aAt + (long) k * aRow) * Float.BYTES;
      FloatVector a0 = all(a.get(FLOAT, at));
      c0a = a0.fma(ba, c0a);
      FloatVector a1 = all(a.get(FLOAT, at + Float.BYTES));
      c1a = a1.fma(ba, c1a);
      FloatVector a2 = all(a.get(FLOAT, at + 2 * Float.BYTES));
      c2a = a2.fma(ba, c2a);
      FloatVector a3 = all(a.get(FLOAT, at + 3 * Float.BYTES));
      c3a = a3.fma(ba, c3a);
      FloatVector a4 = all(a.get(FLOAT, at + 4 * Float.BYTES));
      c4a = a4.fma(ba, c4a);
      FloatVector a5 = all(a.get(FLOAT, at + 5 * Float.BYTES));
      c5a = a5.fma(ba, c5a);
      FloatVector a6 = all(a.get(FLOAT, at + 6 * Float.BYTES));
      c6a = a6.fma(ba, c6a);
      FloatVector a7 = all(a.get(FLOAT, at + 7 * Float.BYTES));
      c7a = a7.fma(ba, c7a);
    }
    put(c0a, c, cAt, fresh);
    put(c1a, c, cAt + cRow, fresh);
    put(c2a, c, cAt + 2 * cRow, fresh);
    put(c3a, c, cAt + 3 * cRow, fresh);
    put(c4a, c, cAt + 4 * cRow, fresh);
    put(c5a, c, cAt + 5 * cRow, fresh);
    put(c6a, c, cAt + 6 * cRow, fresh);
    put(c7a, c, cAt + 7 * cRow, fresh);
  }

  private static void downTwo(
      MemorySegment a,
      int aAt,
      MemorySegment b,
      int bAt,
      int bRow,
      int steps,
      MemorySegment c,
      int cAt,
      int cRow) {
    FloatVector c0a = all(0);
    FloatVector c0b = all(0);
    FloatVector c1a = all(0);
    FloatVector c1b = all(0);
    FloatVector c2a = all(0);
    FloatVector c2b = all(0);
    FloatVector c3a = all(0);
    FloatVector c3b = all(0);
    FloatVector c4a = all(0);
    FloatVector c4b = all(0);
    FloatVector c5a = all(0);
    FloatVector c5b = all(0);
    FloatVector c6a = all(0);
    FloatVector c6b = all(0);
    FloatVector c7a = all(0);
    FloatVector c7b = all(0);
    for (int k = 0; k < steps; k++) {
      int row = bAt + k * bRow;
      FloatVector ba = load(b, row);
      FloatVector bb = load(b, row + COUNT);
      long at = (aAt + (long) k) * Float.BYTES;
      FloatVector a0 = all(a.get(FLOAT, at));
      c0a = a0.fma(ba, c0a);
      c0b = a0.fma(bb, c0b);
      FloatVector a1 = all(a.get(FLOAT, at + ROW_BYTES));
      c1a = a1.fma(ba, c1a);
      c1b = a1.fma(bb, c1b);
      FloatVector a2 = all(a.get(FLOAT, at + 2 * ROW_BYTES));
      c2a = a2.fma(ba, c2a);
      c2b = a2.fma(bb, c2b);
      FloatVector a3 = all(a.get(FLOAT, at + 3 * ROW_BYTES));
      c3a = a3.fma(ba, c3a);
      c3b = a3.fma(bb, c3b);
      FloatVector a4 = all(a.get(FLOAT, at + 4 * ROW_BYTES));
      c4a = a4.fma(ba, c4a);
      c4b = a4.fma(bb, c4b);
      FloatVector a5 = all(a.get(FLOAT, at + 5 * ROW_BYTES));
      c5a = a5.fma(ba, c5a);
      c5b = a5.fma(bb, c5b);
      FloatVector a6 = all(a.get(FLOAT, at + 6 * ROW_BYTES));
      c6a = a6.fma(ba, c6a);
      c6b = a6.fma(bb, c6b);
      FloatVector a7 = all(a.get(FLOAT, at + 7 * ROW_BYTES));
      c7a = a7.fma(ba, c7a);
      c7b = a7.fma(bb, c7b);
    }
    put(c0a, c, cAt, false);
    put(c0b, c, cAt + COUNT, false);
    put(c1a, c, cAt + cRow, false);
    put(c1b, c, cAt + cRow + COUNT, false);
    put(c2a, c, cAt + 2 * cRow, false);
    put(c2b, c, cAt + 2 * cRow + COUNT, false);
    put(c3a, c, cAt + 3 * cRow, false);
    put(c3b, c, cAt + 3 * cRow + COUNT, false);
    put(c4a, c, cAt + 4 * cRow, false);
    put(c4b, c, cAt + 4 * cRow + COUNT, false);
    put(c5a, c, cAt + 5 * cRow, false);
    put(c5b, c, cAt + 5 * cRow + COUNT, false);
    put(c6a, c, cAt + 6 * cRow, false);
    put(c6b, c, cAt + 6 * cRow + COUNT, false);
    put(c7a, c, cAt + 7 * cRow, false);
    put(c7b, c, cAt + 7 * cRow + COUNT, false);
  }

  private static void downOne(
      MemorySegment a,
      int aAt,
      MemorySegment b,
      int bAt,
      int bRow,
      int steps,
      MemorySegment c,
      int cAt,
      int cRow) {
    FloatVector c0a = all(0);
    FloatVector c1a = all(0);
    FloatVector c2a = all(0);
    FloatVector c3a = all(0);
    FloatVector c4a = all(0);
    FloatVector c5a = all(0);
    FloatVector c6a = all(0);
    FloatVector c7a = all(0);
    for (int k = 0; k < steps; k++) {
      int row = bAt + k * bRow;
      FloatVector ba = load(b, row);
      long at = (aAt + (long) k) * Float.BYTES;
      FloatVector a0 = all(a.get(FLOAT, at));
      c0a = a0.fma(ba, c0a);
      FloatVector a1 = all(a.get(FLOAT, at + ROW_BYTES));
      c1a = a1.fma(ba, c1a);
      FloatVector a2 = all(a.get(FLOAT, at + 2 * ROW_BYTES));
      c2a = a2.fma(ba, c2a);
      FloatVector a3 = all(a.get(FLOAT, at + 3 * ROW_BYTES));
      c3a = a3.fma(ba, c3a);
      FloatVector a4 = all(a.get(FLOAT, at + 4 * ROW_BYTES));
      c4a = a4.fma(ba, c4a);
      FloatVector a5 = all(a.get(FLOAT, at + 5 * ROW_BYTES));
      c5a = a5.fma(ba, c5a);
      FloatVector a6 = all(a.get(FLOAT, at + 6 * ROW_BYTES));
      c6a = a6.fma(ba, c6a);
      FloatVector a7 = all(a.get(FLOAT, at + 7 * ROW_BYTES));
      c7a = a7.fma(ba, c7a);
    }
    put(c0a, c, cAt, false);
    put(c1a, c, cAt + cRow, false);
    put(c2a, c, cAt + 2 * cRow, false);
    put(c3a, c, cAt + 3 * cRow, false);
    put(c4a, c, cAt + 4 * cRow, false);
    put(c5a, c, cAt + 5 * cRow, false);
    put(c6a, c, cAt + 6 * cRow, false);
    put(c7a, c, cAt + 7 * cRow, false);
  }

  private static void put(FloatVector sum, MemorySegment c, int at, boolean fresh) {
    if (fresh) {
      store(sum, c, at);
    } else {
      store(sum.add(load(c, at)), c, at);
    }
  }
}
