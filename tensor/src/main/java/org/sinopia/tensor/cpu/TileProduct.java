package org.sinopia.tensor.cpu;

import static org.sinopia.tensor.cpu.Lanes.COUNT;

/**
 * Products of tiles that lie in a core's cache, for attention: eight rows by two vectors at a time.
 * Indices and row lengths count floats.
 */
final class TileProduct {
  /** Rows computed at once; rows of results are padded to a multiple. */
  static final int ROWS = 8;

  /** Scalars that lie side by side in {@link #transposed}: whole eights, and whole vectors. */
  static final int PANEL = Math.max(ROWS, COUNT);

  /** Floats in a row of a tile of scores. */
  static final int WIDTH = 4 * COUNT;

  private TileProduct() {}

  /**
   * c[r][x] += Σ_k a[k][r]·b[k][x] for r below {@code rows}, rounded up to eights, and x below
   * {@code vectors} vectors; = if c is fresh. The scalars of {@link #PANEL} rows lie side by side.
   *
   * @param aPanel from the first scalar of one panel of rows to that of the next
   * @param aRow from one step to the next
   */
  static void transposed(
      int rows,
      float[] a,
      int aAt,
      int aPanel,
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
    int v = 0;
    for (; v + 1 < vectors; v += 2) {
      for (int r = 0; r < rows; r += ROWS) {
        AcrossProducts.acrossTwo(
            a,
            aAt + r / PANEL * aPanel + r % PANEL,
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
        AcrossProducts.acrossOne(
            a,
            aAt + r / PANEL * aPanel + r % PANEL,
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
    ProductTime.stop(start);
  }

  /**
   * c[r][x] += Σ_k a[r][k]·b[k][x] for r below {@code rows}, rounded up to eights, and x below
   * {@code vectors} vectors; = if c is fresh. Here a has rows of {@link #WIDTH}.
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
      int vectors,
      boolean fresh) {
    long start = ProductTime.start();
    int v = 0;
    for (; v + 1 < vectors; v += 2) {
      for (int r = 0; r < rows; r += ROWS) {
        DownProducts.downTwo(
            a,
            aAt + r * WIDTH,
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
        DownProducts.downOne(
            a,
            aAt + r * WIDTH,
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
    ProductTime.stop(start);
  }
}
