package org.sinopia.tensor.cpu.products;

import static org.sinopia.tensor.cpu.products.RegisterTile.ROWS;
import static org.sinopia.tensor.cpu.products.RegisterTile.WIDTH;

/**
 * Products of tiles that lie in a core's cache, for attention. Indices and row lengths count
 * floats.
 */
public final class TileProduct {
  private TileProduct() {}

  /**
   * c[r][x] += Σ_k a[k][r]·b[k][x] for r below {@code rows}, rounded up to register tiles, and x
   * below {@code vectors} vectors; = if c is fresh.
   *
   * @param aRow from one step's scalars to the next one's
   * @param bPanel from one panel of b, with rows of {@link RegisterTile#WIDTH}, to the next
   * @param cPanel from where c has the columns of one panel to where it has those of the next
   */
  public static void columns(
      int rows,
      float[] a,
      int aAt,
      int aRow,
      float[] b,
      int bAt,
      int bPanel,
      int steps,
      float[] c,
      int cAt,
      int cPanel,
      int cRow,
      int vectors,
      boolean fresh) {
    long start = ProductTime.start();
    float[] old = fresh ? RegisterTile.ZEROS : c;
    int oldRow = fresh ? 0 : cRow;
    for (int p = 0; 2 * p < vectors; p++) {
      int from = bAt + p * bPanel;
      for (int r = 0; r < rows; r += ROWS) {
        int to = cAt + p * cPanel + r * cRow;
        int oldAt = fresh ? 0 : to;
        if (2 * p + 1 < vectors) {
          RegisterTile.columnsTwo(
              a, aAt + r, aRow, b, from, steps, old, oldAt, oldRow, c, to, cRow);
        } else {
          RegisterTile.columnsOne(
              a, aAt + r, aRow, b, from, steps, old, oldAt, oldRow, c, to, cRow);
        }
      }
    }
    ProductTime.stop(start);
  }

  /**
   * c[r][x] += Σ_k a[r][k]·b[k][x] for r below {@code rows}, rounded up to register tiles, and x
   * below {@code vectors} vectors. Here a has rows of {@link RegisterTile#DEPTH}, c of {@link
   * RegisterTile#WIDTH}.
   */
  public static void rows(
      int rows,
      float[] a,
      int aAt,
      float[] b,
      int bAt,
      int bPanel,
      int steps,
      float[] c,
      int cAt,
      int cPanel,
      int vectors) {
    long start = ProductTime.start();
    for (int p = 0; 2 * p < vectors; p++) {
      int from = bAt + p * bPanel;
      for (int r = 0; r < rows; r += ROWS) {
        int scalars = aAt + r * RegisterTile.DEPTH;
        int to = cAt + p * cPanel + r * WIDTH;
        if (2 * p + 1 < vectors) {
          RegisterTile.rowsTwo(a, scalars, b, from, steps, c, to, WIDTH, c, to, WIDTH);
        } else {
          RegisterTile.rowsOne(a, scalars, b, from, steps, c, to, WIDTH, c, to, WIDTH);
        }
      }
    }
    ProductTime.stop(start);
  }
}
