package org.sinopia.tensor.cpu;

import static org.sinopia.tensor.cpu.Lanes.COUNT;
import static org.sinopia.tensor.cpu.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;

/**
 * Products of tiles that lie in a core's cache, for attention: outer products of eight scalars with
 * two vectors, sixteen sums in registers. A step is two vector loads and eight broadcast loads for
 * sixteen multiply-adds, so the multiply-adds are the bound; sixteen independent sums cover their
 * latency (4 cycles, 2 units) twice.
 *
 * <p>Two things keep the compiler at that bound. The eight scalars lie at constant distances from
 * one address: distances in variables cost more instructions than the arithmetic. Hence the two
 * forms, and the fixed {@link #WIDTH} of a tile. And tiles are arrays, read by calls that are
 * always inlined: behind a segment each access is so much inlined code that sixteen sums exceed the
 * compiler's budget. Indices and row lengths count floats.
 */
final class TileProduct {
  /** Rows computed at once; rows of results are padded to a multiple. */
  static final int ROWS = 8;

  /** Floats in a row of a tile of scores. */
  static final int WIDTH = 4 * COUNT;

  private TileProduct() {}

  /**
   * c[r][x] += Σ_k a[k][r]·b[k][x] for r below {@code rows}, rounded up to eights, and x below
   * {@code vectors} vectors. The scalars of eight rows lie side by side.
   *
   * @param aGroup from the first scalar of one eight of rows to that of the next
   * @param aRow from one step to the next
   */
  static void transposed(
      int rows,
      float[] a,
      int aAt,
      int aGroup,
      int aRow,
      float[] b,
      int bAt,
      int bRow,
      int steps,
      float[] c,
      int cAt,
      int cRow,
      int vectors) {
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
            cRow);
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
            cRow);
      }
    }
  }

  /**
   * c[r][x] += Σ_k a[r][k]·b[k][x] for r below {@code rows}, rounded up to eights, and x below
   * {@code vectors} vectors, where a has rows of {@link #WIDTH}.
   */
  static void straight(
      int rows,
      float[] a,
      int aAt,
      float[] b,
      int bAt,
      int bRow,
      int steps,
      float[] c,
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
      float[] a,
      int aAt,
      int aRow,
      float[] b,
      int bAt,
      int bRow,
      int steps,
      float[] c,
      int cAt,
      int cRow) {

    FloatVector c0a = FloatVector.fromArray(FLOATS, c, cAt);
    FloatVector c0b = FloatVector.fromArray(FLOATS, c, cAt + COUNT);
    FloatVector c1a = FloatVector.fromArray(FLOATS, c, cAt + cRow);
    FloatVector c1b = FloatVector.fromArray(FLOATS, c, cAt + cRow + COUNT);
    FloatVector c2a = FloatVector.fromArray(FLOATS, c, cAt + 2 * cRow);
    FloatVector c2b = FloatVector.fromArray(FLOATS, c, cAt + 2 * cRow + COUNT);
    FloatVector c3a = FloatVector.fromArray(FLOATS, c, cAt + 3 * cRow);
    FloatVector c3b = FloatVector.fromArray(FLOATS, c, cAt + 3 * cRow + COUNT);
    FloatVector c4a = FloatVector.fromArray(FLOATS, c, cAt + 4 * cRow);
    FloatVector c4b = FloatVector.fromArray(FLOATS, c, cAt + 4 * cRow + COUNT);
    FloatVector c5a = FloatVector.fromArray(FLOATS, c, cAt + 5 * cRow);
    FloatVector c5b = FloatVector.fromArray(FLOATS, c, cAt + 5 * cRow + COUNT);
    FloatVector c6a = FloatVector.fromArray(FLOATS, c, cAt + 6 * cRow);
    FloatVector c6b = FloatVector.fromArray(FLOATS, c, cAt + 6 * cRow + COUNT);
    FloatVector c7a = FloatVector.fromArray(FLOATS, c, cAt + 7 * cRow);
    FloatVector c7b = FloatVector.fromArray(FLOATS, c, cAt + 7 * cRow + COUNT);
    int row = bAt;
    int at = aAt;
    for (int k = 0; k < steps; k++) {
      FloatVector ba = FloatVector.fromArray(FLOATS, b, row);
      FloatVector bb = FloatVector.fromArray(FLOATS, b, row + COUNT);
      FloatVector a0 = FloatVector.broadcast(FLOATS, a[at]);
      c0a = a0.fma(ba, c0a);
      c0b = a0.fma(bb, c0b);
      FloatVector a1 = FloatVector.broadcast(FLOATS, a[at + 1]);
      c1a = a1.fma(ba, c1a);
      c1b = a1.fma(bb, c1b);
      FloatVector a2 = FloatVector.broadcast(FLOATS, a[at + 2]);
      c2a = a2.fma(ba, c2a);
      c2b = a2.fma(bb, c2b);
      FloatVector a3 = FloatVector.broadcast(FLOATS, a[at + 3]);
      c3a = a3.fma(ba, c3a);
      c3b = a3.fma(bb, c3b);
      FloatVector a4 = FloatVector.broadcast(FLOATS, a[at + 4]);
      c4a = a4.fma(ba, c4a);
      c4b = a4.fma(bb, c4b);
      FloatVector a5 = FloatVector.broadcast(FLOATS, a[at + 5]);
      c5a = a5.fma(ba, c5a);
      c5b = a5.fma(bb, c5b);
      FloatVector a6 = FloatVector.broadcast(FLOATS, a[at + 6]);
      c6a = a6.fma(ba, c6a);
      c6b = a6.fma(bb, c6b);
      FloatVector a7 = FloatVector.broadcast(FLOATS, a[at + 7]);
      c7a = a7.fma(ba, c7a);
      c7b = a7.fma(bb, c7b);
      at += aRow;
      row += bRow;
    }
    c0a.intoArray(c, cAt);
    c0b.intoArray(c, cAt + COUNT);
    c1a.intoArray(c, cAt + cRow);
    c1b.intoArray(c, cAt + cRow + COUNT);
    c2a.intoArray(c, cAt + 2 * cRow);
    c2b.intoArray(c, cAt + 2 * cRow + COUNT);
    c3a.intoArray(c, cAt + 3 * cRow);
    c3b.intoArray(c, cAt + 3 * cRow + COUNT);
    c4a.intoArray(c, cAt + 4 * cRow);
    c4b.intoArray(c, cAt + 4 * cRow + COUNT);
    c5a.intoArray(c, cAt + 5 * cRow);
    c5b.intoArray(c, cAt + 5 * cRow + COUNT);
    c6a.intoArray(c, cAt + 6 * cRow);
    c6b.intoArray(c, cAt + 6 * cRow + COUNT);
    c7a.intoArray(c, cAt + 7 * cRow);
    c7b.intoArray(c, cAt + 7 * cRow + COUNT);
  }

  private static void acrossOne(
      float[] a,
      int aAt,
      int aRow,
      float[] b,
      int bAt,
      int bRow,
      int steps,
      float[] c,
      int cAt,
      int cRow) {

    FloatVector c0a = FloatVector.fromArray(FLOATS, c, cAt);
    FloatVector c1a = FloatVector.fromArray(FLOATS, c, cAt + cRow);
    FloatVector c2a = FloatVector.fromArray(FLOATS, c, cAt + 2 * cRow);
    FloatVector c3a = FloatVector.fromArray(FLOATS, c, cAt + 3 * cRow);
    FloatVector c4a = FloatVector.fromArray(FLOATS, c, cAt + 4 * cRow);
    FloatVector c5a = FloatVector.fromArray(FLOATS, c, cAt + 5 * cRow);
    FloatVector c6a = FloatVector.fromArray(FLOATS, c, cAt + 6 * cRow);
    FloatVector c7a = FloatVector.fromArray(FLOATS, c, cAt + 7 * cRow);
    int row = bAt;
    int at = aAt;
    for (int k = 0; k < steps; k++) {
      FloatVector ba = FloatVector.fromArray(FLOATS, b, row);
      FloatVector a0 = FloatVector.broadcast(FLOATS, a[at]);
      c0a = a0.fma(ba, c0a);
      FloatVector a1 = FloatVector.broadcast(FLOATS, a[at + 1]);
      c1a = a1.fma(ba, c1a);
      FloatVector a2 = FloatVector.broadcast(FLOATS, a[at + 2]);
      c2a = a2.fma(ba, c2a);
      FloatVector a3 = FloatVector.broadcast(FLOATS, a[at + 3]);
      c3a = a3.fma(ba, c3a);
      FloatVector a4 = FloatVector.broadcast(FLOATS, a[at + 4]);
      c4a = a4.fma(ba, c4a);
      FloatVector a5 = FloatVector.broadcast(FLOATS, a[at + 5]);
      c5a = a5.fma(ba, c5a);
      FloatVector a6 = FloatVector.broadcast(FLOATS, a[at + 6]);
      c6a = a6.fma(ba, c6a);
      FloatVector a7 = FloatVector.broadcast(FLOATS, a[at + 7]);
      c7a = a7.fma(ba, c7a);
      at += aRow;
      row += bRow;
    }
    c0a.intoArray(c, cAt);
    c1a.intoArray(c, cAt + cRow);
    c2a.intoArray(c, cAt + 2 * cRow);
    c3a.intoArray(c, cAt + 3 * cRow);
    c4a.intoArray(c, cAt + 4 * cRow);
    c5a.intoArray(c, cAt + 5 * cRow);
    c6a.intoArray(c, cAt + 6 * cRow);
    c7a.intoArray(c, cAt + 7 * cRow);
  }

  private static void downTwo(
      float[] a, int aAt, float[] b, int bAt, int bRow, int steps, float[] c, int cAt, int cRow) {

    FloatVector c0a = FloatVector.fromArray(FLOATS, c, cAt);
    FloatVector c0b = FloatVector.fromArray(FLOATS, c, cAt + COUNT);
    FloatVector c1a = FloatVector.fromArray(FLOATS, c, cAt + cRow);
    FloatVector c1b = FloatVector.fromArray(FLOATS, c, cAt + cRow + COUNT);
    FloatVector c2a = FloatVector.fromArray(FLOATS, c, cAt + 2 * cRow);
    FloatVector c2b = FloatVector.fromArray(FLOATS, c, cAt + 2 * cRow + COUNT);
    FloatVector c3a = FloatVector.fromArray(FLOATS, c, cAt + 3 * cRow);
    FloatVector c3b = FloatVector.fromArray(FLOATS, c, cAt + 3 * cRow + COUNT);
    FloatVector c4a = FloatVector.fromArray(FLOATS, c, cAt + 4 * cRow);
    FloatVector c4b = FloatVector.fromArray(FLOATS, c, cAt + 4 * cRow + COUNT);
    FloatVector c5a = FloatVector.fromArray(FLOATS, c, cAt + 5 * cRow);
    FloatVector c5b = FloatVector.fromArray(FLOATS, c, cAt + 5 * cRow + COUNT);
    FloatVector c6a = FloatVector.fromArray(FLOATS, c, cAt + 6 * cRow);
    FloatVector c6b = FloatVector.fromArray(FLOATS, c, cAt + 6 * cRow + COUNT);
    FloatVector c7a = FloatVector.fromArray(FLOATS, c, cAt + 7 * cRow);
    FloatVector c7b = FloatVector.fromArray(FLOATS, c, cAt + 7 * cRow + COUNT);
    int row = bAt;
    int at = aAt;
    for (int k = 0; k < steps; k++) {
      FloatVector ba = FloatVector.fromArray(FLOATS, b, row);
      FloatVector bb = FloatVector.fromArray(FLOATS, b, row + COUNT);
      FloatVector a0 = FloatVector.broadcast(FLOATS, a[at]);
      c0a = a0.fma(ba, c0a);
      c0b = a0.fma(bb, c0b);
      FloatVector a1 = FloatVector.broadcast(FLOATS, a[at + WIDTH]);
      c1a = a1.fma(ba, c1a);
      c1b = a1.fma(bb, c1b);
      FloatVector a2 = FloatVector.broadcast(FLOATS, a[at + 2 * WIDTH]);
      c2a = a2.fma(ba, c2a);
      c2b = a2.fma(bb, c2b);
      FloatVector a3 = FloatVector.broadcast(FLOATS, a[at + 3 * WIDTH]);
      c3a = a3.fma(ba, c3a);
      c3b = a3.fma(bb, c3b);
      FloatVector a4 = FloatVector.broadcast(FLOATS, a[at + 4 * WIDTH]);
      c4a = a4.fma(ba, c4a);
      c4b = a4.fma(bb, c4b);
      FloatVector a5 = FloatVector.broadcast(FLOATS, a[at + 5 * WIDTH]);
      c5a = a5.fma(ba, c5a);
      c5b = a5.fma(bb, c5b);
      FloatVector a6 = FloatVector.broadcast(FLOATS, a[at + 6 * WIDTH]);
      c6a = a6.fma(ba, c6a);
      c6b = a6.fma(bb, c6b);
      FloatVector a7 = FloatVector.broadcast(FLOATS, a[at + 7 * WIDTH]);
      c7a = a7.fma(ba, c7a);
      c7b = a7.fma(bb, c7b);
      at++;
      row += bRow;
    }
    c0a.intoArray(c, cAt);
    c0b.intoArray(c, cAt + COUNT);
    c1a.intoArray(c, cAt + cRow);
    c1b.intoArray(c, cAt + cRow + COUNT);
    c2a.intoArray(c, cAt + 2 * cRow);
    c2b.intoArray(c, cAt + 2 * cRow + COUNT);
    c3a.intoArray(c, cAt + 3 * cRow);
    c3b.intoArray(c, cAt + 3 * cRow + COUNT);
    c4a.intoArray(c, cAt + 4 * cRow);
    c4b.intoArray(c, cAt + 4 * cRow + COUNT);
    c5a.intoArray(c, cAt + 5 * cRow);
    c5b.intoArray(c, cAt + 5 * cRow + COUNT);
    c6a.intoArray(c, cAt + 6 * cRow);
    c6b.intoArray(c, cAt + 6 * cRow + COUNT);
    c7a.intoArray(c, cAt + 7 * cRow);
    c7b.intoArray(c, cAt + 7 * cRow + COUNT);
  }

  private static void downOne(
      float[] a, int aAt, float[] b, int bAt, int bRow, int steps, float[] c, int cAt, int cRow) {

    FloatVector c0a = FloatVector.fromArray(FLOATS, c, cAt);
    FloatVector c1a = FloatVector.fromArray(FLOATS, c, cAt + cRow);
    FloatVector c2a = FloatVector.fromArray(FLOATS, c, cAt + 2 * cRow);
    FloatVector c3a = FloatVector.fromArray(FLOATS, c, cAt + 3 * cRow);
    FloatVector c4a = FloatVector.fromArray(FLOATS, c, cAt + 4 * cRow);
    FloatVector c5a = FloatVector.fromArray(FLOATS, c, cAt + 5 * cRow);
    FloatVector c6a = FloatVector.fromArray(FLOATS, c, cAt + 6 * cRow);
    FloatVector c7a = FloatVector.fromArray(FLOATS, c, cAt + 7 * cRow);
    int row = bAt;
    int at = aAt;
    for (int k = 0; k < steps; k++) {
      FloatVector ba = FloatVector.fromArray(FLOATS, b, row);
      FloatVector a0 = FloatVector.broadcast(FLOATS, a[at]);
      c0a = a0.fma(ba, c0a);
      FloatVector a1 = FloatVector.broadcast(FLOATS, a[at + WIDTH]);
      c1a = a1.fma(ba, c1a);
      FloatVector a2 = FloatVector.broadcast(FLOATS, a[at + 2 * WIDTH]);
      c2a = a2.fma(ba, c2a);
      FloatVector a3 = FloatVector.broadcast(FLOATS, a[at + 3 * WIDTH]);
      c3a = a3.fma(ba, c3a);
      FloatVector a4 = FloatVector.broadcast(FLOATS, a[at + 4 * WIDTH]);
      c4a = a4.fma(ba, c4a);
      FloatVector a5 = FloatVector.broadcast(FLOATS, a[at + 5 * WIDTH]);
      c5a = a5.fma(ba, c5a);
      FloatVector a6 = FloatVector.broadcast(FLOATS, a[at + 6 * WIDTH]);
      c6a = a6.fma(ba, c6a);
      FloatVector a7 = FloatVector.broadcast(FLOATS, a[at + 7 * WIDTH]);
      c7a = a7.fma(ba, c7a);
      at++;
      row += bRow;
    }
    c0a.intoArray(c, cAt);
    c1a.intoArray(c, cAt + cRow);
    c2a.intoArray(c, cAt + 2 * cRow);
    c3a.intoArray(c, cAt + 3 * cRow);
    c4a.intoArray(c, cAt + 4 * cRow);
    c5a.intoArray(c, cAt + 5 * cRow);
    c6a.intoArray(c, cAt + 6 * cRow);
    c7a.intoArray(c, cAt + 7 * cRow);
  }
}
