package org.sinopia.tensor.cpu.products;

import static org.sinopia.tensor.cpu.simd.FloatVectors.COUNT;
import static org.sinopia.tensor.cpu.simd.FloatVectors.FLOATS;

import jdk.incubator.vector.FloatVector;

/** Products of 4 rows, see {@link RegisterTile}; written by {@code TileSource}, not by hand. */
final class FourRowTile {
  private static final int DEPTH = RegisterTile.DEPTH;
  private static final int WIDTH = RegisterTile.WIDTH;

  private FourRowTile() {}

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
      scalars += aRow;
      row += WIDTH;
    }
    x0.add(FloatVector.fromArray(FLOATS, old, oldAt)).intoArray(c, cAt);
    x1.add(FloatVector.fromArray(FLOATS, old, oldAt + oldRow)).intoArray(c, cAt + cRow);
    x2.add(FloatVector.fromArray(FLOATS, old, oldAt + 2 * oldRow)).intoArray(c, cAt + 2 * cRow);
    x3.add(FloatVector.fromArray(FLOATS, old, oldAt + 3 * oldRow)).intoArray(c, cAt + 3 * cRow);
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
      scalars++;
      row += WIDTH;
    }
    x0.add(FloatVector.fromArray(FLOATS, old, oldAt)).intoArray(c, cAt);
    x1.add(FloatVector.fromArray(FLOATS, old, oldAt + oldRow)).intoArray(c, cAt + cRow);
    x2.add(FloatVector.fromArray(FLOATS, old, oldAt + 2 * oldRow)).intoArray(c, cAt + 2 * cRow);
    x3.add(FloatVector.fromArray(FLOATS, old, oldAt + 3 * oldRow)).intoArray(c, cAt + 3 * cRow);
  }
}
