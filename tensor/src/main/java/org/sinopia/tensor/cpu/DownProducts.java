package org.sinopia.tensor.cpu;

import static org.sinopia.tensor.cpu.Lanes.COUNT;
import static org.sinopia.tensor.cpu.Lanes.FLOATS;
import static org.sinopia.tensor.cpu.TileProduct.WIDTH;

import jdk.incubator.vector.FloatVector;

/** As {@link AcrossProducts}, for scalars that lie in eight rows, one step behind the other. */
final class DownProducts {
  /** Floats from one row of scalars to the next in {@link #deepTwo}. */
  static final int DEPTH = 192;

  private DownProducts() {}

  /** Rows of {@link TileProduct#WIDTH}, two vectors. */
  static void downTwo(
      float[] a,
      int aAt,
      float[] b,
      int bAt,
      int bRow,
      int steps,
      float[] c,
      int cAt,
      int cRow,
      boolean fresh) {
    FloatVector c0a = FloatVector.zero(FLOATS);
    FloatVector c0b = FloatVector.zero(FLOATS);
    FloatVector c1a = FloatVector.zero(FLOATS);
    FloatVector c1b = FloatVector.zero(FLOATS);
    FloatVector c2a = FloatVector.zero(FLOATS);
    FloatVector c2b = FloatVector.zero(FLOATS);
    FloatVector c3a = FloatVector.zero(FLOATS);
    FloatVector c3b = FloatVector.zero(FLOATS);
    FloatVector c4a = FloatVector.zero(FLOATS);
    FloatVector c4b = FloatVector.zero(FLOATS);
    FloatVector c5a = FloatVector.zero(FLOATS);
    FloatVector c5b = FloatVector.zero(FLOATS);
    FloatVector c6a = FloatVector.zero(FLOATS);
    FloatVector c6b = FloatVector.zero(FLOATS);
    FloatVector c7a = FloatVector.zero(FLOATS);
    FloatVector c7b = FloatVector.zero(FLOATS);
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
    if (fresh) {
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
    } else {
      c0a.add(FloatVector.fromArray(FLOATS, c, cAt)).intoArray(c, cAt);
      c0b.add(FloatVector.fromArray(FLOATS, c, cAt + COUNT)).intoArray(c, cAt + COUNT);
      c1a.add(FloatVector.fromArray(FLOATS, c, cAt + cRow)).intoArray(c, cAt + cRow);
      c1b.add(FloatVector.fromArray(FLOATS, c, cAt + cRow + COUNT))
          .intoArray(c, cAt + cRow + COUNT);
      c2a.add(FloatVector.fromArray(FLOATS, c, cAt + 2 * cRow)).intoArray(c, cAt + 2 * cRow);
      c2b.add(FloatVector.fromArray(FLOATS, c, cAt + 2 * cRow + COUNT))
          .intoArray(c, cAt + 2 * cRow + COUNT);
      c3a.add(FloatVector.fromArray(FLOATS, c, cAt + 3 * cRow)).intoArray(c, cAt + 3 * cRow);
      c3b.add(FloatVector.fromArray(FLOATS, c, cAt + 3 * cRow + COUNT))
          .intoArray(c, cAt + 3 * cRow + COUNT);
      c4a.add(FloatVector.fromArray(FLOATS, c, cAt + 4 * cRow)).intoArray(c, cAt + 4 * cRow);
      c4b.add(FloatVector.fromArray(FLOATS, c, cAt + 4 * cRow + COUNT))
          .intoArray(c, cAt + 4 * cRow + COUNT);
      c5a.add(FloatVector.fromArray(FLOATS, c, cAt + 5 * cRow)).intoArray(c, cAt + 5 * cRow);
      c5b.add(FloatVector.fromArray(FLOATS, c, cAt + 5 * cRow + COUNT))
          .intoArray(c, cAt + 5 * cRow + COUNT);
      c6a.add(FloatVector.fromArray(FLOATS, c, cAt + 6 * cRow)).intoArray(c, cAt + 6 * cRow);
      c6b.add(FloatVector.fromArray(FLOATS, c, cAt + 6 * cRow + COUNT))
          .intoArray(c, cAt + 6 * cRow + COUNT);
      c7a.add(FloatVector.fromArray(FLOATS, c, cAt + 7 * cRow)).intoArray(c, cAt + 7 * cRow);
      c7b.add(FloatVector.fromArray(FLOATS, c, cAt + 7 * cRow + COUNT))
          .intoArray(c, cAt + 7 * cRow + COUNT);
    }
  }

  /** The same with one vector. */
  static void downOne(
      float[] a,
      int aAt,
      float[] b,
      int bAt,
      int bRow,
      int steps,
      float[] c,
      int cAt,
      int cRow,
      boolean fresh) {
    FloatVector c0a = FloatVector.zero(FLOATS);
    FloatVector c1a = FloatVector.zero(FLOATS);
    FloatVector c2a = FloatVector.zero(FLOATS);
    FloatVector c3a = FloatVector.zero(FLOATS);
    FloatVector c4a = FloatVector.zero(FLOATS);
    FloatVector c5a = FloatVector.zero(FLOATS);
    FloatVector c6a = FloatVector.zero(FLOATS);
    FloatVector c7a = FloatVector.zero(FLOATS);
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
    if (fresh) {
      c0a.intoArray(c, cAt);
      c1a.intoArray(c, cAt + cRow);
      c2a.intoArray(c, cAt + 2 * cRow);
      c3a.intoArray(c, cAt + 3 * cRow);
      c4a.intoArray(c, cAt + 4 * cRow);
      c5a.intoArray(c, cAt + 5 * cRow);
      c6a.intoArray(c, cAt + 6 * cRow);
      c7a.intoArray(c, cAt + 7 * cRow);
    } else {
      c0a.add(FloatVector.fromArray(FLOATS, c, cAt)).intoArray(c, cAt);
      c1a.add(FloatVector.fromArray(FLOATS, c, cAt + cRow)).intoArray(c, cAt + cRow);
      c2a.add(FloatVector.fromArray(FLOATS, c, cAt + 2 * cRow)).intoArray(c, cAt + 2 * cRow);
      c3a.add(FloatVector.fromArray(FLOATS, c, cAt + 3 * cRow)).intoArray(c, cAt + 3 * cRow);
      c4a.add(FloatVector.fromArray(FLOATS, c, cAt + 4 * cRow)).intoArray(c, cAt + 4 * cRow);
      c5a.add(FloatVector.fromArray(FLOATS, c, cAt + 5 * cRow)).intoArray(c, cAt + 5 * cRow);
      c6a.add(FloatVector.fromArray(FLOATS, c, cAt + 6 * cRow)).intoArray(c, cAt + 6 * cRow);
      c7a.add(FloatVector.fromArray(FLOATS, c, cAt + 7 * cRow)).intoArray(c, cAt + 7 * cRow);
    }
  }

  /** Rows of {@link #DEPTH}, two vectors. */
  static void deepTwo(
      float[] a,
      int aAt,
      float[] b,
      int bAt,
      int bRow,
      int steps,
      float[] c,
      int cAt,
      int cRow,
      boolean fresh) {
    FloatVector c0a = FloatVector.zero(FLOATS);
    FloatVector c0b = FloatVector.zero(FLOATS);
    FloatVector c1a = FloatVector.zero(FLOATS);
    FloatVector c1b = FloatVector.zero(FLOATS);
    FloatVector c2a = FloatVector.zero(FLOATS);
    FloatVector c2b = FloatVector.zero(FLOATS);
    FloatVector c3a = FloatVector.zero(FLOATS);
    FloatVector c3b = FloatVector.zero(FLOATS);
    FloatVector c4a = FloatVector.zero(FLOATS);
    FloatVector c4b = FloatVector.zero(FLOATS);
    FloatVector c5a = FloatVector.zero(FLOATS);
    FloatVector c5b = FloatVector.zero(FLOATS);
    FloatVector c6a = FloatVector.zero(FLOATS);
    FloatVector c6b = FloatVector.zero(FLOATS);
    FloatVector c7a = FloatVector.zero(FLOATS);
    FloatVector c7b = FloatVector.zero(FLOATS);
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
      row += bRow;
    }
    if (fresh) {
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
    } else {
      c0a.add(FloatVector.fromArray(FLOATS, c, cAt)).intoArray(c, cAt);
      c0b.add(FloatVector.fromArray(FLOATS, c, cAt + COUNT)).intoArray(c, cAt + COUNT);
      c1a.add(FloatVector.fromArray(FLOATS, c, cAt + cRow)).intoArray(c, cAt + cRow);
      c1b.add(FloatVector.fromArray(FLOATS, c, cAt + cRow + COUNT))
          .intoArray(c, cAt + cRow + COUNT);
      c2a.add(FloatVector.fromArray(FLOATS, c, cAt + 2 * cRow)).intoArray(c, cAt + 2 * cRow);
      c2b.add(FloatVector.fromArray(FLOATS, c, cAt + 2 * cRow + COUNT))
          .intoArray(c, cAt + 2 * cRow + COUNT);
      c3a.add(FloatVector.fromArray(FLOATS, c, cAt + 3 * cRow)).intoArray(c, cAt + 3 * cRow);
      c3b.add(FloatVector.fromArray(FLOATS, c, cAt + 3 * cRow + COUNT))
          .intoArray(c, cAt + 3 * cRow + COUNT);
      c4a.add(FloatVector.fromArray(FLOATS, c, cAt + 4 * cRow)).intoArray(c, cAt + 4 * cRow);
      c4b.add(FloatVector.fromArray(FLOATS, c, cAt + 4 * cRow + COUNT))
          .intoArray(c, cAt + 4 * cRow + COUNT);
      c5a.add(FloatVector.fromArray(FLOATS, c, cAt + 5 * cRow)).intoArray(c, cAt + 5 * cRow);
      c5b.add(FloatVector.fromArray(FLOATS, c, cAt + 5 * cRow + COUNT))
          .intoArray(c, cAt + 5 * cRow + COUNT);
      c6a.add(FloatVector.fromArray(FLOATS, c, cAt + 6 * cRow)).intoArray(c, cAt + 6 * cRow);
      c6b.add(FloatVector.fromArray(FLOATS, c, cAt + 6 * cRow + COUNT))
          .intoArray(c, cAt + 6 * cRow + COUNT);
      c7a.add(FloatVector.fromArray(FLOATS, c, cAt + 7 * cRow)).intoArray(c, cAt + 7 * cRow);
      c7b.add(FloatVector.fromArray(FLOATS, c, cAt + 7 * cRow + COUNT))
          .intoArray(c, cAt + 7 * cRow + COUNT);
    }
  }
}
