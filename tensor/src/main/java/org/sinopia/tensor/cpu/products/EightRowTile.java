package org.sinopia.tensor.cpu.products;

import static org.sinopia.tensor.cpu.simd.FloatVectors.COUNT;
import static org.sinopia.tensor.cpu.simd.FloatVectors.FLOATS;

import jdk.incubator.vector.FloatVector;

/** Products of 8 rows, see {@link RegisterTile}; written by {@code TileSource}, not by hand. */
final class EightRowTile {
  private static final int DEPTH = RegisterTile.DEPTH;
  private static final int WIDTH = RegisterTile.WIDTH;

  private EightRowTile() {}

  static void columnsTwo(
      float[] a,
      int aAt,
      int aRow,
      float[] b,
      int bAt,
      int steps,
      float[] old,
      int oldAt,
      int oldRow,
      float[] c,
      int cAt,
      int cRow) {
    FloatVector x0 = FloatVector.zero(FLOATS);
    FloatVector y0 = FloatVector.zero(FLOATS);
    FloatVector x1 = FloatVector.zero(FLOATS);
    FloatVector y1 = FloatVector.zero(FLOATS);
    FloatVector x2 = FloatVector.zero(FLOATS);
    FloatVector y2 = FloatVector.zero(FLOATS);
    FloatVector x3 = FloatVector.zero(FLOATS);
    FloatVector y3 = FloatVector.zero(FLOATS);
    FloatVector x4 = FloatVector.zero(FLOATS);
    FloatVector y4 = FloatVector.zero(FLOATS);
    FloatVector x5 = FloatVector.zero(FLOATS);
    FloatVector y5 = FloatVector.zero(FLOATS);
    FloatVector x6 = FloatVector.zero(FLOATS);
    FloatVector y6 = FloatVector.zero(FLOATS);
    FloatVector x7 = FloatVector.zero(FLOATS);
    FloatVector y7 = FloatVector.zero(FLOATS);
    int scalars = aAt;
    int row = bAt;
    for (int k = 0; k < steps; k++) {
      FloatVector x = FloatVector.fromArray(FLOATS, b, row);
      FloatVector y = FloatVector.fromArray(FLOATS, b, row + COUNT);
      FloatVector a0 = FloatVector.broadcast(FLOATS, a[scalars]);
      x0 = a0.fma(x, x0);
      y0 = a0.fma(y, y0);
      FloatVector a1 = FloatVector.broadcast(FLOATS, a[scalars + 1]);
      x1 = a1.fma(x, x1);
      y1 = a1.fma(y, y1);
      FloatVector a2 = FloatVector.broadcast(FLOATS, a[scalars + 2]);
      x2 = a2.fma(x, x2);
      y2 = a2.fma(y, y2);
      FloatVector a3 = FloatVector.broadcast(FLOATS, a[scalars + 3]);
      x3 = a3.fma(x, x3);
      y3 = a3.fma(y, y3);
      FloatVector a4 = FloatVector.broadcast(FLOATS, a[scalars + 4]);
      x4 = a4.fma(x, x4);
      y4 = a4.fma(y, y4);
      FloatVector a5 = FloatVector.broadcast(FLOATS, a[scalars + 5]);
      x5 = a5.fma(x, x5);
      y5 = a5.fma(y, y5);
      FloatVector a6 = FloatVector.broadcast(FLOATS, a[scalars + 6]);
      x6 = a6.fma(x, x6);
      y6 = a6.fma(y, y6);
      FloatVector a7 = FloatVector.broadcast(FLOATS, a[scalars + 7]);
      x7 = a7.fma(x, x7);
      y7 = a7.fma(y, y7);
      scalars += aRow;
      row += WIDTH;
    }
    x0.add(FloatVector.fromArray(FLOATS, old, oldAt)).intoArray(c, cAt);
    y0.add(FloatVector.fromArray(FLOATS, old, oldAt + COUNT)).intoArray(c, cAt + COUNT);
    x1.add(FloatVector.fromArray(FLOATS, old, oldAt + oldRow)).intoArray(c, cAt + cRow);
    y1.add(FloatVector.fromArray(FLOATS, old, oldAt + oldRow + COUNT))
        .intoArray(c, cAt + cRow + COUNT);
    x2.add(FloatVector.fromArray(FLOATS, old, oldAt + 2 * oldRow)).intoArray(c, cAt + 2 * cRow);
    y2.add(FloatVector.fromArray(FLOATS, old, oldAt + 2 * oldRow + COUNT))
        .intoArray(c, cAt + 2 * cRow + COUNT);
    x3.add(FloatVector.fromArray(FLOATS, old, oldAt + 3 * oldRow)).intoArray(c, cAt + 3 * cRow);
    y3.add(FloatVector.fromArray(FLOATS, old, oldAt + 3 * oldRow + COUNT))
        .intoArray(c, cAt + 3 * cRow + COUNT);
    x4.add(FloatVector.fromArray(FLOATS, old, oldAt + 4 * oldRow)).intoArray(c, cAt + 4 * cRow);
    y4.add(FloatVector.fromArray(FLOATS, old, oldAt + 4 * oldRow + COUNT))
        .intoArray(c, cAt + 4 * cRow + COUNT);
    x5.add(FloatVector.fromArray(FLOATS, old, oldAt + 5 * oldRow)).intoArray(c, cAt + 5 * cRow);
    y5.add(FloatVector.fromArray(FLOATS, old, oldAt + 5 * oldRow + COUNT))
        .intoArray(c, cAt + 5 * cRow + COUNT);
    x6.add(FloatVector.fromArray(FLOATS, old, oldAt + 6 * oldRow)).intoArray(c, cAt + 6 * cRow);
    y6.add(FloatVector.fromArray(FLOATS, old, oldAt + 6 * oldRow + COUNT))
        .intoArray(c, cAt + 6 * cRow + COUNT);
    x7.add(FloatVector.fromArray(FLOATS, old, oldAt + 7 * oldRow)).intoArray(c, cAt + 7 * cRow);
    y7.add(FloatVector.fromArray(FLOATS, old, oldAt + 7 * oldRow + COUNT))
        .intoArray(c, cAt + 7 * cRow + COUNT);
  }

  static void columnsOne(
      float[] a,
      int aAt,
      int aRow,
      float[] b,
      int bAt,
      int steps,
      float[] old,
      int oldAt,
      int oldRow,
      float[] c,
      int cAt,
      int cRow) {
    FloatVector x0 = FloatVector.zero(FLOATS);
    FloatVector x1 = FloatVector.zero(FLOATS);
    FloatVector x2 = FloatVector.zero(FLOATS);
    FloatVector x3 = FloatVector.zero(FLOATS);
    FloatVector x4 = FloatVector.zero(FLOATS);
    FloatVector x5 = FloatVector.zero(FLOATS);
    FloatVector x6 = FloatVector.zero(FLOATS);
    FloatVector x7 = FloatVector.zero(FLOATS);
    int scalars = aAt;
    int row = bAt;
    for (int k = 0; k < steps; k++) {
      FloatVector x = FloatVector.fromArray(FLOATS, b, row);
      FloatVector a0 = FloatVector.broadcast(FLOATS, a[scalars]);
      x0 = a0.fma(x, x0);
      FloatVector a1 = FloatVector.broadcast(FLOATS, a[scalars + 1]);
      x1 = a1.fma(x, x1);
      FloatVector a2 = FloatVector.broadcast(FLOATS, a[scalars + 2]);
      x2 = a2.fma(x, x2);
      FloatVector a3 = FloatVector.broadcast(FLOATS, a[scalars + 3]);
      x3 = a3.fma(x, x3);
      FloatVector a4 = FloatVector.broadcast(FLOATS, a[scalars + 4]);
      x4 = a4.fma(x, x4);
      FloatVector a5 = FloatVector.broadcast(FLOATS, a[scalars + 5]);
      x5 = a5.fma(x, x5);
      FloatVector a6 = FloatVector.broadcast(FLOATS, a[scalars + 6]);
      x6 = a6.fma(x, x6);
      FloatVector a7 = FloatVector.broadcast(FLOATS, a[scalars + 7]);
      x7 = a7.fma(x, x7);
      scalars += aRow;
      row += WIDTH;
    }
    x0.add(FloatVector.fromArray(FLOATS, old, oldAt)).intoArray(c, cAt);
    x1.add(FloatVector.fromArray(FLOATS, old, oldAt + oldRow)).intoArray(c, cAt + cRow);
    x2.add(FloatVector.fromArray(FLOATS, old, oldAt + 2 * oldRow)).intoArray(c, cAt + 2 * cRow);
    x3.add(FloatVector.fromArray(FLOATS, old, oldAt + 3 * oldRow)).intoArray(c, cAt + 3 * cRow);
    x4.add(FloatVector.fromArray(FLOATS, old, oldAt + 4 * oldRow)).intoArray(c, cAt + 4 * cRow);
    x5.add(FloatVector.fromArray(FLOATS, old, oldAt + 5 * oldRow)).intoArray(c, cAt + 5 * cRow);
    x6.add(FloatVector.fromArray(FLOATS, old, oldAt + 6 * oldRow)).intoArray(c, cAt + 6 * cRow);
    x7.add(FloatVector.fromArray(FLOATS, old, oldAt + 7 * oldRow)).intoArray(c, cAt + 7 * cRow);
  }

  static void rowsTwo(
      float[] a,
      int aAt,
      float[] b,
      int bAt,
      int steps,
      float[] old,
      int oldAt,
      int oldRow,
      float[] c,
      int cAt,
      int cRow) {
    FloatVector x0 = FloatVector.zero(FLOATS);
    FloatVector y0 = FloatVector.zero(FLOATS);
    FloatVector x1 = FloatVector.zero(FLOATS);
    FloatVector y1 = FloatVector.zero(FLOATS);
    FloatVector x2 = FloatVector.zero(FLOATS);
    FloatVector y2 = FloatVector.zero(FLOATS);
    FloatVector x3 = FloatVector.zero(FLOATS);
    FloatVector y3 = FloatVector.zero(FLOATS);
    FloatVector x4 = FloatVector.zero(FLOATS);
    FloatVector y4 = FloatVector.zero(FLOATS);
    FloatVector x5 = FloatVector.zero(FLOATS);
    FloatVector y5 = FloatVector.zero(FLOATS);
    FloatVector x6 = FloatVector.zero(FLOATS);
    FloatVector y6 = FloatVector.zero(FLOATS);
    FloatVector x7 = FloatVector.zero(FLOATS);
    FloatVector y7 = FloatVector.zero(FLOATS);
    int scalars = aAt;
    int row = bAt;
    for (int k = 0; k < steps; k++) {
      FloatVector x = FloatVector.fromArray(FLOATS, b, row);
      FloatVector y = FloatVector.fromArray(FLOATS, b, row + COUNT);
      FloatVector a0 = FloatVector.broadcast(FLOATS, a[scalars]);
      x0 = a0.fma(x, x0);
      y0 = a0.fma(y, y0);
      FloatVector a1 = FloatVector.broadcast(FLOATS, a[scalars + DEPTH]);
      x1 = a1.fma(x, x1);
      y1 = a1.fma(y, y1);
      FloatVector a2 = FloatVector.broadcast(FLOATS, a[scalars + 2 * DEPTH]);
      x2 = a2.fma(x, x2);
      y2 = a2.fma(y, y2);
      FloatVector a3 = FloatVector.broadcast(FLOATS, a[scalars + 3 * DEPTH]);
      x3 = a3.fma(x, x3);
      y3 = a3.fma(y, y3);
      FloatVector a4 = FloatVector.broadcast(FLOATS, a[scalars + 4 * DEPTH]);
      x4 = a4.fma(x, x4);
      y4 = a4.fma(y, y4);
      FloatVector a5 = FloatVector.broadcast(FLOATS, a[scalars + 5 * DEPTH]);
      x5 = a5.fma(x, x5);
      y5 = a5.fma(y, y5);
      FloatVector a6 = FloatVector.broadcast(FLOATS, a[scalars + 6 * DEPTH]);
      x6 = a6.fma(x, x6);
      y6 = a6.fma(y, y6);
      FloatVector a7 = FloatVector.broadcast(FLOATS, a[scalars + 7 * DEPTH]);
      x7 = a7.fma(x, x7);
      y7 = a7.fma(y, y7);
      scalars++;
      row += WIDTH;
    }
    x0.add(FloatVector.fromArray(FLOATS, old, oldAt)).intoArray(c, cAt);
    y0.add(FloatVector.fromArray(FLOATS, old, oldAt + COUNT)).intoArray(c, cAt + COUNT);
    x1.add(FloatVector.fromArray(FLOATS, old, oldAt + oldRow)).intoArray(c, cAt + cRow);
    y1.add(FloatVector.fromArray(FLOATS, old, oldAt + oldRow + COUNT))
        .intoArray(c, cAt + cRow + COUNT);
    x2.add(FloatVector.fromArray(FLOATS, old, oldAt + 2 * oldRow)).intoArray(c, cAt + 2 * cRow);
    y2.add(FloatVector.fromArray(FLOATS, old, oldAt + 2 * oldRow + COUNT))
        .intoArray(c, cAt + 2 * cRow + COUNT);
    x3.add(FloatVector.fromArray(FLOATS, old, oldAt + 3 * oldRow)).intoArray(c, cAt + 3 * cRow);
    y3.add(FloatVector.fromArray(FLOATS, old, oldAt + 3 * oldRow + COUNT))
        .intoArray(c, cAt + 3 * cRow + COUNT);
    x4.add(FloatVector.fromArray(FLOATS, old, oldAt + 4 * oldRow)).intoArray(c, cAt + 4 * cRow);
    y4.add(FloatVector.fromArray(FLOATS, old, oldAt + 4 * oldRow + COUNT))
        .intoArray(c, cAt + 4 * cRow + COUNT);
    x5.add(FloatVector.fromArray(FLOATS, old, oldAt + 5 * oldRow)).intoArray(c, cAt + 5 * cRow);
    y5.add(FloatVector.fromArray(FLOATS, old, oldAt + 5 * oldRow + COUNT))
        .intoArray(c, cAt + 5 * cRow + COUNT);
    x6.add(FloatVector.fromArray(FLOATS, old, oldAt + 6 * oldRow)).intoArray(c, cAt + 6 * cRow);
    y6.add(FloatVector.fromArray(FLOATS, old, oldAt + 6 * oldRow + COUNT))
        .intoArray(c, cAt + 6 * cRow + COUNT);
    x7.add(FloatVector.fromArray(FLOATS, old, oldAt + 7 * oldRow)).intoArray(c, cAt + 7 * cRow);
    y7.add(FloatVector.fromArray(FLOATS, old, oldAt + 7 * oldRow + COUNT))
        .intoArray(c, cAt + 7 * cRow + COUNT);
  }

  static void rowsOne(
      float[] a,
      int aAt,
      float[] b,
      int bAt,
      int steps,
      float[] old,
      int oldAt,
      int oldRow,
      float[] c,
      int cAt,
      int cRow) {
    FloatVector x0 = FloatVector.zero(FLOATS);
    FloatVector x1 = FloatVector.zero(FLOATS);
    FloatVector x2 = FloatVector.zero(FLOATS);
    FloatVector x3 = FloatVector.zero(FLOATS);
    FloatVector x4 = FloatVector.zero(FLOATS);
    FloatVector x5 = FloatVector.zero(FLOATS);
    FloatVector x6 = FloatVector.zero(FLOATS);
    FloatVector x7 = FloatVector.zero(FLOATS);
    int scalars = aAt;
    int row = bAt;
    for (int k = 0; k < steps; k++) {
      FloatVector x = FloatVector.fromArray(FLOATS, b, row);
      FloatVector a0 = FloatVector.broadcast(FLOATS, a[scalars]);
      x0 = a0.fma(x, x0);
      FloatVector a1 = FloatVector.broadcast(FLOATS, a[scalars + DEPTH]);
      x1 = a1.fma(x, x1);
      FloatVector a2 = FloatVector.broadcast(FLOATS, a[scalars + 2 * DEPTH]);
      x2 = a2.fma(x, x2);
      FloatVector a3 = FloatVector.broadcast(FLOATS, a[scalars + 3 * DEPTH]);
      x3 = a3.fma(x, x3);
      FloatVector a4 = FloatVector.broadcast(FLOATS, a[scalars + 4 * DEPTH]);
      x4 = a4.fma(x, x4);
      FloatVector a5 = FloatVector.broadcast(FLOATS, a[scalars + 5 * DEPTH]);
      x5 = a5.fma(x, x5);
      FloatVector a6 = FloatVector.broadcast(FLOATS, a[scalars + 6 * DEPTH]);
      x6 = a6.fma(x, x6);
      FloatVector a7 = FloatVector.broadcast(FLOATS, a[scalars + 7 * DEPTH]);
      x7 = a7.fma(x, x7);
      scalars++;
      row += WIDTH;
    }
    x0.add(FloatVector.fromArray(FLOATS, old, oldAt)).intoArray(c, cAt);
    x1.add(FloatVector.fromArray(FLOATS, old, oldAt + oldRow)).intoArray(c, cAt + cRow);
    x2.add(FloatVector.fromArray(FLOATS, old, oldAt + 2 * oldRow)).intoArray(c, cAt + 2 * cRow);
    x3.add(FloatVector.fromArray(FLOATS, old, oldAt + 3 * oldRow)).intoArray(c, cAt + 3 * cRow);
    x4.add(FloatVector.fromArray(FLOATS, old, oldAt + 4 * oldRow)).intoArray(c, cAt + 4 * cRow);
    x5.add(FloatVector.fromArray(FLOATS, old, oldAt + 5 * oldRow)).intoArray(c, cAt + 5 * cRow);
    x6.add(FloatVector.fromArray(FLOATS, old, oldAt + 6 * oldRow)).intoArray(c, cAt + 6 * cRow);
    x7.add(FloatVector.fromArray(FLOATS, old, oldAt + 7 * oldRow)).intoArray(c, cAt + 7 * cRow);
  }
}
