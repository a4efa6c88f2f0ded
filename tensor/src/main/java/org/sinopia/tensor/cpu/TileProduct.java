package org.sinopia.tensor.cpu;

import static org.sinopia.tensor.cpu.Lanes.COUNT;
import static org.sinopia.tensor.cpu.RegisterTile.ROWS;

/**
 * Products of tiles that lie in a core's cache, for attention. Indices and row lengths count
 * floats.
 */
final class TileProduct {
  private TileProduct() {}

  /**
   * c[r][x] += Σ_k a[k][r]·b[k][x] for r below {@code rows}, rounded up to register tiles, and x
   * below {@code vectors} vectors; = if c is fresh.
   *
   * @param aRow from one step's scalars to the next one's
   */
  static void columns(
      int rows,
      float[] a,
      int aAt,
      int aRow,
      float[] b,
      int bAt,
      int bRow,
      int steps,
      float[] c,
      int cAt,
      int cRow,
      int vectors,
      boolean fresh) {
    long start = ProductTime.start();
    float[] old = fresh ? RegisterTile.ZEROS : c;
    int oldRow = fresh ? 0 : cRow;
    for (int v = 0; v < vectors; v += 2) {
      for (int r = 0; r < rows; r += ROWS) {
        int from = bAt + v * COUNT;
        int to = cAt + r * cRow + v * COUNT;
        int oldAt = fresh ? 0 : to;
        if (v + 1 < vectors) {
          RegisterTile.columnsTwo(
              a, aAt + r, aRow, b, from, bRow, steps, old, oldAt, oldRow, c, to, cRow);
        } else {
          RegisterTile.columnsOne(
              a, aAt + r, aRow, b, from, bRow, steps, old, oldAt, oldRow, c, to, cRow);
        }
      }
    }
    ProductTime.stop(start);
  }

  /**
   * c[r][x] += Σ_k a[r][k]·b[k][x] for r below {@code rows}, rounded up to register tiles, and x
   * below {@code vectors} vectors. Here a has rows of {@link RegisterTile#DEPTH}.
   */
  static void rows(
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
    long start = ProductTime.start();
    for (int v = 0; v < vectors; v += 2) {
      for (int r = 0; r < rows; r += ROWS) {
        int scalars = aAt + r * RegisterTile.DEPTH;
        int from = bAt + v * COUNT;
        int to = cAt + r * cRow + v * COUNT;
        if (v + 1 < vectors) {
          RegisterTile.rowsTwo(a, scalars, b, from, bRow, steps, c, to, cRow, c, to, cRow);
        } else {
          RegisterTile.rowsOne(a, scalars, b, from, bRow, steps, c, to, cRow, c, to, cRow);
        }
      }
    }
    ProductTime.stop(start);
  }
}
