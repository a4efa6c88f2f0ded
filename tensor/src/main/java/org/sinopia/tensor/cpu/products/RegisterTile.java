package org.sinopia.tensor.cpu.products;

import static org.sinopia.tensor.cpu.simd.FloatVectors.COUNT;

/**
 * The innermost loops of all matrix products: c = old + Σ_k a_k ⊗ b_k for a few rows by one or two
 * vectors, whose sums stay in registers. Each element's sum starts at 0 and takes its products by
 * fused multiply-adds in the order of k; then it is added to the old element. So its bits do not
 * depend on how many rows and lanes are computed beside it, and every width may have its own tiles.
 *
 * <p>A step on eight rows and two vectors is two loads and eight broadcast loads for sixteen
 * multiply-adds, so the multiply-adds are the bound; sixteen independent sums cover their latency
 * (4 cycles, 2 units) twice. They take 19 of AVX-512's 32 registers. AVX2 and SSE have 16, of which
 * the compiler needs some, so that it spills the sums of five or six rows, at half the speed; the
 * eight sums of four rows just cover the latency.
 *
 * <p>Two things keep the compiler at that bound. Rows of scalars are a constant distance apart, and
 * so are the rows of b, {@link #WIDTH}: distances in variables cost up to a third more. And tiles
 * are arrays, read by calls that are always inlined: through a segment, the inlined code of each
 * access is so long that sixteen sums exceed the compiler's budget.
 *
 * <p>The old elements are zeros, a bias ({@code oldRow} = 0), or c itself. Indices and row lengths
 * count floats.
 */
public final class RegisterTile {
  /** Rows computed at once; operands and results must have room for whole tiles. */
  public static final int ROWS = COUNT == 16 ? 8 : 4;

  /** Floats in two vectors. */
  public static final int WIDTH = 2 * COUNT;

  /** Floats from one row of scalars to the next in {@link #rowsTwo}. */
  public static final int DEPTH = 192;

  /** Old elements of a result that has none, with {@code oldRow} = 0. */
  static final float[] ZEROS = new float[WIDTH];

  private RegisterTile() {}

  /** The line of {@code devices} about matrix products. */
  public static String description() {
    return "register tiles of " + ROWS + " rows by " + WIDTH + " floats";
  }

  /** Scalars of one step side by side, {@code aRow} from one step to the next; two vectors. */
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
    if (ROWS == 8) {
      EightRowTile.columnsTwo(a, aAt, aRow, b, bAt, steps, old, oldAt, oldRow, c, cAt, cRow);
    } else {
      FourRowTile.columnsTwo(a, aAt, aRow, b, bAt, steps, old, oldAt, oldRow, c, cAt, cRow);
    }
  }

  /** The same with one vector. */
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
    if (ROWS == 8) {
      EightRowTile.columnsOne(a, aAt, aRow, b, bAt, steps, old, oldAt, oldRow, c, cAt, cRow);
    } else {
      FourRowTile.columnsOne(a, aAt, aRow, b, bAt, steps, old, oldAt, oldRow, c, cAt, cRow);
    }
  }

  /** Scalars of one step in rows of {@link #DEPTH}, one step after the other; two vectors. */
  public static void rowsTwo(
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
    if (ROWS == 8) {
      EightRowTile.rowsTwo(a, aAt, b, bAt, steps, old, oldAt, oldRow, c, cAt, cRow);
    } else {
      FourRowTile.rowsTwo(a, aAt, b, bAt, steps, old, oldAt, oldRow, c, cAt, cRow);
    }
  }

  /** The same with one vector. */
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
    if (ROWS == 8) {
      EightRowTile.rowsOne(a, aAt, b, bAt, steps, old, oldAt, oldRow, c, cAt, cRow);
    } else {
      FourRowTile.rowsOne(a, aAt, b, bAt, steps, old, oldAt, oldRow, c, cAt, cRow);
    }
  }
}
