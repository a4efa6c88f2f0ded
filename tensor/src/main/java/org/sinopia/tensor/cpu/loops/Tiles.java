package org.sinopia.tensor.cpu.loops;

/**
 * Cuts the elements of an op into tiles, several of which fit the first-level cache together, and
 * runs of tiles into pieces for the workers. Tiles start at multiples of {@link #SIZE}; pieces
 * depend on the number of elements alone.
 */
public final class Tiles {
  /** Elements in a tile: 16 KiB. */
  public static final int SIZE = 4096;

  private static final int MIN_TILES_PER_PIECE = 3;
  private static final int USUAL_TILES_PER_PIECE = 8;

  /** Pieces that few threads share evenly, of an op too small for usual ones. */
  private static final int EVEN = 4;

  /** Bounds the memory of partial sums, one set per piece. */
  private static final int MAX_PIECES = 64;

  private Tiles() {}

  /** Work on the {@code count} elements from {@code from}. */
  @FunctionalInterface
  public interface Body {
    void accept(int piece, int from, int count);
  }

  /** The number of pieces that a number of elements makes. */
  public static int pieces(int elements) {
    return Math.ceilDiv(elements, grain(elements));
  }

  public static void run(Workers workers, int elements, Body body) {
    int grain = grain(elements);
    workers.ranges(
        elements,
        grain,
        (from, to) -> {
          int size;
          for (int at = from; at < to; at += size) {
            size = Math.min(SIZE, to - at);
            body.accept(from / grain, at, size);
          }
        });
  }

  private static int grain(int elements) {
    int tiles = Math.ceilDiv(elements, SIZE);
    int even = Math.clamp(Math.ceilDiv(tiles, EVEN), MIN_TILES_PER_PIECE, USUAL_TILES_PER_PIECE);
    return SIZE * Math.max(even, Math.ceilDiv(tiles, MAX_PIECES));
  }
}
