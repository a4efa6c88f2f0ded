package org.sinopia.tensor.cpu;

/** Cuts the rows of an op into pieces for the workers, by the numbers of rows and columns alone. */
final class Rows {
  private static final int LEAST_ELEMENTS_PER_PIECE = 1 << 14;

  /** Bounds the memory of partial sums, one set per piece. */
  private static final int MOST_PIECES = 64;

  private Rows() {}

  /** What is done to a row; the rows of a piece come in ascending order. */
  @FunctionalInterface
  interface Body {
    void accept(int piece, int row);
  }

  /** How many pieces so many rows make. */
  static int pieces(int rows, int columns) {
    return Math.ceilDiv(rows, grain(rows, columns));
  }

  static void run(Workers workers, int rows, int columns, Body body) {
    int grain = grain(rows, columns);
    workers.ranges(
        rows,
        grain,
        (from, to) -> {
          for (int row = from; row < to; row++) {
            body.accept(from / grain, row);
          }
        });
  }

  private static int grain(int rows, int columns) {
    return Math.max(
        Math.ceilDiv(LEAST_ELEMENTS_PER_PIECE, columns), Math.ceilDiv(rows, MOST_PIECES));
  }
}
