package org.sinopia.tensor.cpu;

/**
 * How a product of [m, k] by [k, n] is cut into pieces: by its extents alone, so that the number of
 * threads changes no bit. The longer side of the result is cut, or the inner axis if it is longest
 * and the result small, into a power of two so that the pieces share out evenly.
 *
 * <p>Cutting rows (or columns) makes every piece pack all of b (or a) anew, which costs about 30/r
 * of the time of a piece of r rows, so blocks are long. Cutting the inner axis repeats no packing
 * but leaves partial products to be added, which pays where the result is small.
 */
record GemmPlan(Axis axis, int blocks, int block) {
  /** Below this a piece is not worth handing to another thread. */
  private static final long LEAST_FLOPS = 1L << 22;

  private static final int SHORTEST_BLOCK = 64;
  private static final int PREFERRED_BLOCK = 1024;

  /** The largest result whose partial products are cheaper to add than its operands to pack. */
  private static final long MOST_ADDED = 1L << 16;

  private static final int FEW = 4;
  private static final int MANY = 64;

  /** A multiple of the register tiles of OpenBLAS's kernels. */
  private static final int TILE = 16;

  /** An axis of the product. */
  enum Axis {
    ROWS,
    COLUMNS,
    INNER
  }

  static GemmPlan of(int batch, int m, int n, int k) {
    boolean inner = k > Math.max(m, n) && (long) m * n <= MOST_ADDED;
    Axis axis = inner ? Axis.INNER : m >= n ? Axis.ROWS : Axis.COLUMNS;
    int longest = inner ? k : Math.max(m, n);
    long worthwhile = 2L * m * n * k / LEAST_FLOPS;
    int most =
        batch >= MANY
            ? 1
            : longest >= FEW * PREFERRED_BLOCK
                ? Math.min(MANY, longest / PREFERRED_BLOCK)
                : Math.min(FEW, longest / SHORTEST_BLOCK);
    int blocks = Integer.highestOneBit(Math.clamp(worthwhile, 1, Math.max(1, most)));
    int block = (longest + blocks - 1) / blocks;
    int rounded = (block + TILE - 1) / TILE * TILE;
    return new GemmPlan(axis, (longest + rounded - 1) / rounded, rounded);
  }
}
