package org.sinopia.tensor.cpu.products;

import static org.sinopia.tensor.cpu.products.RegisterTile.DEPTH;
import static org.sinopia.tensor.cpu.products.RegisterTile.ROWS;
import static org.sinopia.tensor.cpu.products.RegisterTile.WIDTH;
import static org.sinopia.tensor.cpu.simd.FloatVectors.COUNT;
import static org.sinopia.tensor.cpu.simd.SquareTransposition.SIDE;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import org.sinopia.tensor.cpu.loops.Workers;
import org.sinopia.tensor.cpu.simd.FloatVectors;
import org.sinopia.tensor.cpu.simd.Scratch;
import org.sinopia.tensor.cpu.simd.SquareTransposition;

/**
 * c = α · op(a) · op(b) + β · c + bias, in the order of Goto and van de Geijn, Anatomy of
 * High-Performance Matrix Multiplication (ACM TOMS 34, 2008): slices of the inner axis; of each a
 * part of b is packed once for all threads, into panels [slice][WIDTH], then each piece packs rows
 * of a and multiplies them with one panel after the other.
 *
 * <p>An element of c starts from β · c + bias. To that are added, in the order of the inner axis,
 * sums over {@link RegisterTile#DEPTH} steps at a time, each a chain of fused multiply-adds of (α ·
 * a) and b. So its bits depend on nothing but its row, its column and the operands: how the work is
 * cut is a matter of speed alone.
 */
final class PackedProduct {
  private static final int PACKED_A = 0;
  private static final int PACKED_B = 1;
  private static final int TILE = 2;
  private static final int SQUARE = 3;
  private static final int STRIP = 4;
  private static final int BIAS = 5;

  /**
   * The part of the inner axis that is packed at a time, so that the packed rows of a stay in the
   * second-level cache.
   */
  private static final int SLICE = 4 * DEPTH;

  /** Columns of b packed at a time, at most; bounds the memory that the panels take. */
  private static final int WIDE = 1024;

  /** Rows of a piece: many, so that a panel is seldom read again, or few, to share out evenly. */
  private static final int MAX_ROWS = 128;

  private static final int MIN_ROWS = 32;
  private static final int EVEN = 4;

  /**
   * Floats from one step of packed columns of a to the next: as many cache lines as make an odd
   * number, so that the steps spread over all sets of the cache.
   */
  private static final int COLUMNS = 144;

  /** Panels of a piece: enough that packing a's rows again for the next ones costs 1 in 100. */
  private static final int PANELS = 512 / WIDTH;

  /** Panels packed together: of rows many, so that reading seldom skips from page to page. */
  private static final int ROW_PANELS = 512 / WIDTH;

  /** Panels of columns, where each has its own rows: few, to share out evenly. */
  private static final int COLUMN_PANELS = 128 / WIDTH;

  /**
   * A row-major matrix, or the transpose of one.
   *
   * @param at its first element in memory
   * @param row floats from one row of what is in memory to the next
   */
  record Matrix(MemorySegment memory, long at, boolean transposed, int row) {
    /** The address of a block of what is in memory, whose rows are {@link #row} floats apart. */
    long block(int i, int j, int rows, int columns) {
      return FloatVectors.at(memory, at + (long) i * row + j, (rows - 1L) * row + columns);
    }
  }

  private final Matrix a;
  private final Matrix b;
  private final Matrix c;
  private final MemorySegment bias;
  private final float alpha;
  private final float beta;
  private final int m;
  private final int n;
  private final int k;
  private final int rows;

  /**
   * @param m rows of c
   * @param n columns of c
   * @param k the inner extent
   * @param bias null for none
   */
  PackedProduct(
      int m,
      int n,
      int k,
      float alpha,
      Matrix a,
      Matrix b,
      float beta,
      MemorySegment bias,
      Matrix c) {
    this.m = m;
    this.n = n;
    this.k = k;
    this.a = a;
    this.b = b;
    this.c = c;
    this.bias = bias;
    this.alpha = alpha;
    this.beta = beta;
    int pieces = EVEN * Math.ceilDiv(m, EVEN * MAX_ROWS);
    this.rows = Math.max(MIN_ROWS, Math.ceilDiv(Math.ceilDiv(m, pieces), ROWS) * ROWS);
  }

  void run(Workers workers) {
    int blocks = Math.ceilDiv(m, rows);
    for (int column = 0; column < n; column += WIDE) {
      int panels = Math.ceilDiv(Math.min(WIDE, n - column), WIDTH);
      int groups = Math.ceilDiv(panels, PANELS);
      for (int from = 0; from < k; from += SLICE) {
        Slice slice = new Slice(column, from, Math.min(SLICE, k - from), panels);
        slice.run(workers, blocks, groups);
      }
    }
  }

  /** A range of the inner axis, and the panels of b in it. */
  private final class Slice {
    private final int column;
    private final int from;
    private final int depth;
    private final int panels;
    private final float[] packedB;
    private final AtomicInteger packed = new AtomicInteger();

    Slice(int column, int from, int depth, int panels) {
      this.column = column;
      this.from = from;
      this.depth = depth;
      this.panels = panels;
      this.packedB = Scratch.floats(PACKED_B, panels * depth * WIDTH);
    }

    /**
     * Packs, then multiplies. Pieces are taken in order, so threads only wait while others are
     * packing: cheaper than a second job.
     */
    void run(Workers workers, int blocks, int groups) {
      int packings = pieces() * Math.ceilDiv(depth, DEPTH);
      workers.run(
          packings + groups * blocks,
          piece -> {
            if (piece < packings) {
              try {
                pack(piece);
              } finally {
                packed.getAndIncrement();
              }
            } else {
              while (packed.get() < packings) {
                Thread.onSpinWait();
              }
              multiply((piece - packings) % blocks, (piece - packings) / blocks, groups);
            }
          });
    }

    /** Packs one cache-sized depth slice of a group of panels. */
    private void pack(int piece) {
      int l = piece / pieces() * DEPTH;
      int steps = Math.min(DEPTH, depth - l);
      int panel = piece % pieces() * together();
      int end = Math.min(panels, panel + together());
      int first = column + panel * WIDTH;
      int width = Math.min(n, column + end * WIDTH) - first;
      int at = (panel * depth + l) * WIDTH;
      if (!b.transposed) {
        long block = b.block(from + l, first, steps, width);
        PanelCopy.in(block, b.row, steps, width, 1, packedB, at, depth * WIDTH);
        return;
      }
      float[] square = Scratch.floats(SQUARE, SIDE * SIDE);
      float[] strip = Scratch.floats(STRIP, SIDE * DEPTH);
      for (int j = 0; j < (end - panel) * WIDTH; j += SIDE) {
        int rows = Math.clamp(width - j, 0, SIDE);
        int to = at + j / WIDTH * depth * WIDTH + j % WIDTH;
        if (rows > 0) {
          long block = b.block(first + j, from + l, rows, steps);
          PanelCopy.rows(block, b.row, rows, steps, 1, strip, 0, DEPTH);
        }
        SquareTransposition.all(strip, 0, DEPTH, rows, steps, 1, square, packedB, to, SIDE, WIDTH);
      }
    }

    private int pieces() {
      return Math.ceilDiv(panels, together());
    }

    private int together() {
      return b.transposed ? COLUMN_PANELS : ROW_PANELS;
    }

    private void multiply(int block, int group, int groups) {
      int row = block * rows;
      int count = Math.min(rows, m - row);
      float[] packedA = Scratch.floats(PACKED_A, COLUMNS * SLICE);
      float[] tile = Scratch.floats(TILE, rows * PANELS * WIDTH);
      packA(row, count, packedA);
      int firstPanel = group * panels / groups;
      int endPanel = (group + 1) * panels / groups;
      int first = column + firstPanel * WIDTH;
      int width = Math.min(n, column + endPanel * WIDTH) - first;
      long target = c.block(row, first, count, width);
      boolean biased = from == 0 && bias != null;
      boolean more = from > 0 || beta != 0;
      if (more) {
        PanelCopy.in(target, n, count, width, from > 0 ? 1 : beta, tile, 0, rows * WIDTH);
      }
      float[] start = biased ? Scratch.floats(BIAS, PANELS * WIDTH) : RegisterTile.ZEROS;
      if (biased) {
        PanelCopy.in(FloatVectors.at(bias, first, width), 0, 1, width, 1, start, 0, WIDTH);
      }
      for (int p = firstPanel; p < endPanel; p++) {
        int at = (p - firstPanel) * rows * WIDTH;
        int startAt = biased ? (p - firstPanel) * WIDTH : 0;
        if (more && biased) {
          PanelCopy.add(start, startAt, tile, at, count);
        }
        for (int l = 0; l < depth; l += DEPTH) {
          boolean fresh = l == 0 && !more;
          for (int i = 0; i < count; i += ROWS) {
            int to = at + i * WIDTH;
            float[] old = fresh ? start : tile;
            product(packedA, l, i, p, old, fresh ? startAt : to, fresh ? 0 : WIDTH, tile, to);
          }
        }
      }
      PanelCopy.out(tile, rows * WIDTH, count, width, target, n);
    }

    /** Rows [rows][DEPTH] for each DEPTH of the slice, or, if a lies across, [depth][COLUMNS]. */
    private void packA(int row, int count, float[] to) {
      if (a.transposed) {
        long block = a.block(from, row, depth, count);
        PanelCopy.rows(block, a.row, depth, count, alpha, to, 0, COLUMNS);
        return;
      }
      for (int l = 0; l < depth; l += DEPTH) {
        int steps = Math.min(DEPTH, depth - l);
        long block = a.block(row, from + l, count, steps);
        PanelCopy.rows(block, a.row, count, steps, alpha, to, l * COLUMNS, DEPTH);
      }
    }

    /** One register tile of a panel, over the steps from {@code l}. */
    private void product(
        float[] packedA,
        int l,
        int row,
        int panel,
        float[] old,
        int oldAt,
        int oldRow,
        float[] tile,
        int at) {
      int steps = Math.min(DEPTH, depth - l);
      int bAt = (panel * depth + l) * WIDTH;
      int aAt = l * COLUMNS + (a.transposed ? row : row * DEPTH);
      boolean one = n - column - panel * WIDTH <= COUNT;
      if (a.transposed && one) {
        RegisterTile.columnsOne(
            packedA, aAt, COLUMNS, packedB, bAt, steps, old, oldAt, oldRow, tile, at, WIDTH);
      } else if (a.transposed) {
        RegisterTile.columnsTwo(
            packedA, aAt, COLUMNS, packedB, bAt, steps, old, oldAt, oldRow, tile, at, WIDTH);
      } else if (one) {
        RegisterTile.rowsOne(
            packedA, aAt, packedB, bAt, steps, old, oldAt, oldRow, tile, at, WIDTH);
      } else {
        RegisterTile.rowsTwo(
            packedA, aAt, packedB, bAt, steps, old, oldAt, oldRow, tile, at, WIDTH);
      }
    }
  }
}
