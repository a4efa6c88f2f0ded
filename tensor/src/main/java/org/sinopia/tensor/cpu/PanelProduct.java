package org.sinopia.tensor.cpu;

import static org.sinopia.tensor.cpu.Lanes.COUNT;
import static org.sinopia.tensor.cpu.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;

/**
 * The innermost loops of {@link PackedProduct}: eight rows of c by two vectors, in sixteen
 * registers, as in {@link TileProduct}, but over packed operands that are deeper than its tiles.
 * Here b and c have rows of {@link #WIDTH} floats; indices count floats.
 */
final class PanelProduct {
  /** Rows of c computed at once. */
  static final int ROWS = 8;

  /** Columns of c computed at once. */
  static final int WIDTH = 2 * COUNT;

  /**
   * The most steps of one call, and the distance of the rows of a that lie straight. A panel of b
   * of this depth, 24 KiB where vectors have 512 bits, and the rows of a leave the first-level
   * cache some room.
   */
  static final int DEPTH = 192;

  private PanelProduct() {}

  /** c[r][x] += Σ_k a[r][k]·b[k][x], where the rows of a are {@link #DEPTH} floats apart. */
  static void straight(float[] a, int aAt, float[] b, int bAt, int steps, float[] c, int cAt) {
    FloatVector c0a = FloatVector.fromArray(FLOATS, c, cAt);
    FloatVector c0b = FloatVector.fromArray(FLOATS, c, cAt + COUNT);
    FloatVector c1a = FloatVector.fromArray(FLOATS, c, cAt + WIDTH);
    FloatVector c1b = FloatVector.fromArray(FLOATS, c, cAt + WIDTH + COUNT);
    FloatVector c2a = FloatVector.fromArray(FLOATS, c, cAt + 2 * WIDTH);
    FloatVector c2b = FloatVector.fromArray(FLOATS, c, cAt + 2 * WIDTH + COUNT);
    FloatVector c3a = FloatVector.fromArray(FLOATS, c, cAt + 3 * WIDTH);
    FloatVector c3b = FloatVector.fromArray(FLOATS, c, cAt + 3 * WIDTH + COUNT);
    FloatVector c4a = FloatVector.fromArray(FLOATS, c, cAt + 4 * WIDTH);
    FloatVector c4b = FloatVector.fromArray(FLOATS, c, cAt + 4 * WIDTH + COUNT);
    FloatVector c5a = FloatVector.fromArray(FLOATS, c, cAt + 5 * WIDTH);
    FloatVector c5b = FloatVector.fromArray(FLOATS, c, cAt + 5 * WIDTH + COUNT);
    FloatVector c6a = FloatVector.fromArray(FLOATS, c, cAt + 6 * WIDTH);
    FloatVector c6b = FloatVector.fromArray(FLOATS, c, cAt + 6 * WIDTH + COUNT);
    FloatVector c7a = FloatVector.fromArray(FLOATS, c, cAt + 7 * WIDTH);
    FloatVector c7b = FloatVector.fromArray(FLOATS, c, cAt + 7 * WIDTH + COUNT);
    int row = bAt;
    int at = aAt;
    for (int k = 0; k < steps; k++) {
      FloatVector ba = FloatVector.fromArray(FLOATS, b, row);
      FloatVector bb = FloatVector.fromArray(FLOATS, b, row + COUNT);
      FloatVector a0 = FloatVector.broadcast(FLOATS, a[at]);
      c0a = a0.fma(ba, c0a);
      c0b = a0.fma(bb, c0b);
      FloatVector a1 = FloatVector.broadcast(FLOATS, a[at + DEPTH]);
      c1a = a1.fma(ba, c1a);
      c1b = a1.fma(bb, c1b);
      FloatVector a2 = FloatVector.broadcast(FLOATS, a[at + 2 * DEPTH]);
      c2a = a2.fma(ba, c2a);
      c2b = a2.fma(bb, c2b);
      FloatVector a3 = FloatVector.broadcast(FLOATS, a[at + 3 * DEPTH]);
      c3a = a3.fma(ba, c3a);
      c3b = a3.fma(bb, c3b);
      FloatVector a4 = FloatVector.broadcast(FLOATS, a[at + 4 * DEPTH]);
      c4a = a4.fma(ba, c4a);
      c4b = a4.fma(bb, c4b);
      FloatVector a5 = FloatVector.broadcast(FLOATS, a[at + 5 * DEPTH]);
      c5a = a5.fma(ba, c5a);
      c5b = a5.fma(bb, c5b);
      FloatVector a6 = FloatVector.broadcast(FLOATS, a[at + 6 * DEPTH]);
      c6a = a6.fma(ba, c6a);
      c6b = a6.fma(bb, c6b);
      FloatVector a7 = FloatVector.broadcast(FLOATS, a[at + 7 * DEPTH]);
      c7a = a7.fma(ba, c7a);
      c7b = a7.fma(bb, c7b);
      at++;
      row += WIDTH;
    }
    c0a.intoArray(c, cAt);
    c0b.intoArray(c, cAt + COUNT);
    c1a.intoArray(c, cAt + WIDTH);
    c1b.intoArray(c, cAt + WIDTH + COUNT);
    c2a.intoArray(c, cAt + 2 * WIDTH);
    c2b.intoArray(c, cAt + 2 * WIDTH + COUNT);
    c3a.intoArray(c, cAt + 3 * WIDTH);
    c3b.intoArray(c, cAt + 3 * WIDTH + COUNT);
    c4a.intoArray(c, cAt + 4 * WIDTH);
    c4b.intoArray(c, cAt + 4 * WIDTH + COUNT);
    c5a.intoArray(c, cAt + 5 * WIDTH);
    c5b.intoArray(c, cAt + 5 * WIDTH + COUNT);
    c6a.intoArray(c, cAt + 6 * WIDTH);
    c6b.intoArray(c, cAt + 6 * WIDTH + COUNT);
    c7a.intoArray(c, cAt + 7 * WIDTH);
    c7b.intoArray(c, cAt + 7 * WIDTH + COUNT);
  }

  /** c[r][x] += Σ_k a[k][r]·b[k][x], where the rows of a are a vector apart. */
  static void transposed(float[] a, int aAt, float[] b, int bAt, int steps, float[] c, int cAt) {
    FloatVector c0a = FloatVector.fromArray(FLOATS, c, cAt);
    FloatVector c0b = FloatVector.fromArray(FLOATS, c, cAt + COUNT);
    FloatVector c1a = FloatVector.fromArray(FLOATS, c, cAt + WIDTH);
    FloatVector c1b = FloatVector.fromArray(FLOATS, c, cAt + WIDTH + COUNT);
    FloatVector c2a = FloatVector.fromArray(FLOATS, c, cAt + 2 * WIDTH);
    FloatVector c2b = FloatVector.fromArray(FLOATS, c, cAt + 2 * WIDTH + COUNT);
    FloatVector c3a = FloatVector.fromArray(FLOATS, c, cAt + 3 * WIDTH);
    FloatVector c3b = FloatVector.fromArray(FLOATS, c, cAt + 3 * WIDTH + COUNT);
    FloatVector c4a = FloatVector.fromArray(FLOATS, c, cAt + 4 * WIDTH);
    FloatVector c4b = FloatVector.fromArray(FLOATS, c, cAt + 4 * WIDTH + COUNT);
    FloatVector c5a = FloatVector.fromArray(FLOATS, c, cAt + 5 * WIDTH);
    FloatVector c5b = FloatVector.fromArray(FLOATS, c, cAt + 5 * WIDTH + COUNT);
    FloatVector c6a = FloatVector.fromArray(FLOATS, c, cAt + 6 * WIDTH);
    FloatVector c6b = FloatVector.fromArray(FLOATS, c, cAt + 6 * WIDTH + COUNT);
    FloatVector c7a = FloatVector.fromArray(FLOATS, c, cAt + 7 * WIDTH);
    FloatVector c7b = FloatVector.fromArray(FLOATS, c, cAt + 7 * WIDTH + COUNT);
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
      at += COUNT;
      row += WIDTH;
    }
    c0a.intoArray(c, cAt);
    c0b.intoArray(c, cAt + COUNT);
    c1a.intoArray(c, cAt + WIDTH);
    c1b.intoArray(c, cAt + WIDTH + COUNT);
    c2a.intoArray(c, cAt + 2 * WIDTH);
    c2b.intoArray(c, cAt + 2 * WIDTH + COUNT);
    c3a.intoArray(c, cAt + 3 * WIDTH);
    c3b.intoArray(c, cAt + 3 * WIDTH + COUNT);
    c4a.intoArray(c, cAt + 4 * WIDTH);
    c4b.intoArray(c, cAt + 4 * WIDTH + COUNT);
    c5a.intoArray(c, cAt + 5 * WIDTH);
    c5b.intoArray(c, cAt + 5 * WIDTH + COUNT);
    c6a.intoArray(c, cAt + 6 * WIDTH);
    c6b.intoArray(c, cAt + 6 * WIDTH + COUNT);
    c7a.intoArray(c, cAt + 7 * WIDTH);
    c7b.intoArray(c, cAt + 7 * WIDTH + COUNT);
  }
}
