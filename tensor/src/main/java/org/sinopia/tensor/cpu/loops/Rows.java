package org.sinopia.tensor.cpu.loops;

/**
 * Cuts the rows of an op into pieces for the workers, by the numbers of rows and columns alone, and
 * pieces into blocks of rows that fit the first-level cache, so that each step of an op can go over
 * a whole block: steps as separate loops compile well, and rows of one step do not wait for each
 * other.
 */
public final class Rows {
  private static final int MIN_ELEMENTS_PER_PIECE = 3 << 12;
  private static final int USUAL_ELEMENTS_PER_PIECE = 1 << 14;

  /** Pieces that few threads share evenly, of an op too small for usual ones. */
  private static final int EVEN = 4;

  /** Bounds the memory of partial sums, one set per piece. */
  private static final int MAX_PIECES = 64;

  /**
   * A block is so small that the processor, which looks some hundred instructions ahead, still
   * computes one while it reads the next from memory.
   */
  private static final int ELEMENTS_PER_BLOCK = 1 << 10;

  /** A block that something is added up over: more, to share out what that costs. */
  private static final int ELEMENTS_PER_SUM = 1 << 12;

  private Rows() {}

  /** Work on the {@code count} rows from {@code from}; the blocks of a piece ascend. */
  @FunctionalInterface
  public interface Body {
    void accept(int piece, int from, int count);
  }

  /** The number of pieces that a number of rows makes. */
  public static int pieces(int rows, int columns) {
    return Math.ceilDiv(rows, grain(rows, columns));
  }

  public static void run(Workers workers, int rows, int columns, Body body) {
    run(workers, rows, columns, Math.max(1, ELEMENTS_PER_BLOCK / columns), body);
  }

  /**
   * The same for a body that adds something up over each block, which has at least {@code
   * leastRows} rows, even if they outgrow the cache.
   */
  public static void runSums(Workers workers, int rows, int columns, int leastRows, Body body) {
    run(workers, rows, columns, Math.max(leastRows, ELEMENTS_PER_SUM / columns), body);
  }

  private static void run(Workers workers, int rows, int columns, int block, Body body) {
    int grain = grain(rows, columns);
    workers.ranges(
        rows,
        grain,
        (from, to) -> {
          int count;
          for (int row = from; row < to; row += count) {
            count = Math.min(block, to - row);
            body.accept(from / grain, row, count);
          }
        });
  }

  private static int grain(int rows, int columns) {
    int even =
        Math.clamp(
            Math.ceilDiv(rows, EVEN),
            Math.ceilDiv(MIN_ELEMENTS_PER_PIECE, columns),
            Math.ceilDiv(USUAL_ELEMENTS_PER_PIECE, columns));
    return Math.max(even, Math.ceilDiv(rows, MAX_PIECES));
  }
}
