package org.sinopia.tensor.cpu;

import static org.sinopia.tensor.cpu.DownProducts.DEPTH;
import static org.sinopia.tensor.cpu.Lanes.COUNT;
import static org.sinopia.tensor.cpu.SquareTransposition.SIDE;
import static org.sinopia.tensor.cpu.TileProduct.ROWS;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import org.sinopia.tensor.op.MatrixOp.Gemm;

/**
 * c = α · op(a) · op(b) + β · c + bias, for machines with vectors of 512 bits, in the order of Goto
 * and van de Geijn, Anatomy of High-Performance Matrix Multiplication (ACM TOMS 34, 2008): slices
 * of the inner axis; of each a part of b is packed once for all threads, into panels
 * [slice][WIDTH], then each piece packs rows of a and multiplies them with one panel after the
 * other.
 *
 * <p>A tile of c starts from bias and β · c, or from what the slices before have left, and takes
 * the products in the order of the inner axis: its bits depend on nothing but its row, its column
 * and the extents.
 */
final class PackedProduct {
  /** Columns of a panel of b. */
  static final int WIDTH = 2 * COUNT;

  private static final int PACKED_A = 0;
  private static final int PACKED_B = 1;
  private static final int TILE = 2;
  private static final int SQUARE = 3;
  private static final int STRIP = 4;

  /** Of the inner axis at a time, so that the packed rows of a stay in the second-level cache. */
  private static final int SLICE = 4 * DEPTH;

  /** Columns of b packed at a time, at most; bounds the memory that the panels take. */
  private static final int WIDE = 1024;

  /** Rows of a piece: many, so that a panel is seldom read anew, or few, to share out evenly. */
  private static final int MOST_ROWS = 128;

  private static final int LEAST_ROWS = 32;
  private static final int EVEN = 4;

  /** Panels of a piece: enough that packing a's rows again for the next ones costs 1 in 100. */
  private static final int PANELS = 16;

  /** Panels packed together: of rows many, so that reading seldom skips from page to page. */
  private static final int ROW_PANELS = 16;

  /** Of columns, where every panel has rows of its own, few, to share out evenly. */
  private static final int COLUMN_PANELS = 4;

  /** Below these the packing is not repaid, and OpenBLAS needs no warming up. */
  private static final int LEAST_EXTENT = 32;

  private static final long LEAST_FLOPS = 1L << 22;

  /**
   * A row-major matrix, or the transpose of one.
   *
   * @param row floats from one row of what is in memory to the next
   */
  record Matrix(MemorySegment memory, boolean transposed, int row) {
    /** The address of a block of what is in memory, whose rows are {@link #row} floats apart. */
    long block(int i, int j, int rows, int columns) {
      return Lanes.at(memory, (long) i * row + j, (rows - 1L) * row + columns);
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
   * @param m rows of a and c, leading axes included
   */
  PackedProduct(Gemm op, int m) {
    this.m = m;
    this.n = op.n();
    this.k = op.k();
    this.a = new Matrix(op.a().memory(), op.transposeA(), op.transposeA() ? m : k);
    this.b = new Matrix(op.b().memory(), op.transposeB(), op.transposeB() ? k : n);
    this.c = new Matrix(op.c().memory(), false, n);
    this.bias = op.bias() == null ? null : op.bias().memory();
    this.alpha = (float) op.alpha();
    this.beta = (float) op.beta();
    int pieces = EVEN * Math.ceilDiv(m, EVEN * MOST_ROWS);
    this.rows = Math.max(LEAST_ROWS, Math.ceilDiv(Math.ceilDiv(m, pieces), ROWS) * ROWS);
  }

  /** Whether this machine is what it is made for. */
  static boolean available() {
    return COUNT == SIDE;
  }

  /** Whether this machine and these extents are. */
  static boolean suits(int m, int n, int k) {
    return available()
        && Math.min(Math.min(m, n), k) >= LEAST_EXTENT
        && 2L * m * n * k >= LEAST_FLOPS;
  }

  /** What computes products on this machine. */
  static String description() {
    return available() ? "ours, small ones OpenBLAS" : "OpenBLAS";
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
     * Packs, then multiplies. Pieces are taken in order, so whoever waits for the packing waits for
     * threads that are at it: that costs less than ending one job and beginning another.
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

    /** The part of some panels that is as deep as a panel of the caches bear. */
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
        PanelCopy.in(block, b.row, steps, width, 1, packedB, at, WIDTH, depth * WIDTH);
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
      int padded = Math.ceilDiv(rows, COUNT) * COUNT;
      float[] packedA = Scratch.floats(PACKED_A, padded * SLICE);
      float[] tile = Scratch.floats(TILE, rows * PANELS * WIDTH);
      for (int l = 0; l < depth; l += DEPTH) {
        packA(row, count, from + l, Math.min(DEPTH, depth - l), packedA, l * padded);
      }
      int firstPanel = group * panels / groups;
      int endPanel = (group + 1) * panels / groups;
      int first = column + firstPanel * WIDTH;
      int width = Math.min(n, column + endPanel * WIDTH) - first;
      long target = c.block(row, first, count, width);
      boolean fresh = !start(target, count, first, width, tile);
      for (int p = firstPanel; p < endPanel; p++) {
        int at = (p - firstPanel) * rows * WIDTH;
        for (int l = 0; l < depth; l += DEPTH) {
          int steps = Math.min(DEPTH, depth - l);
          accumulate(
              count,
              packedA,
              l * padded,
              (p * depth + l) * WIDTH,
              steps,
              tile,
              at,
              fresh && l == 0);
        }
      }
      PanelCopy.out(tile, rows * WIDTH, count, width, target, n);
    }

    private void accumulate(
        int count,
        float[] packedA,
        int aAt,
        int bAt,
        int steps,
        float[] tile,
        int tileAt,
        boolean fresh) {
      for (int i = 0; i < count; i += ROWS) {
        int at = tileAt + i * WIDTH;
        if (a.transposed) {
          int group = aAt + i / COUNT * COUNT * steps + i % COUNT;
          AcrossProducts.acrossTwo(
              packedA, group, COUNT, packedB, bAt, WIDTH, steps, tile, at, WIDTH, fresh);
        } else {
          DownProducts.deepTwo(
              packedA, aAt + i * DEPTH, packedB, bAt, WIDTH, steps, tile, at, WIDTH, fresh);
        }
      }
    }

    /** Brings in what the products are added to; returns whether there is anything. */
    private boolean start(long target, int count, int first, int width, float[] tile) {
      int panel = rows * WIDTH;
      boolean old = from > 0 || beta != 0;
      boolean biased = from == 0 && bias != null;
      if (old) {
        PanelCopy.in(target, n, count, width, from > 0 ? 1 : beta, tile, 0, WIDTH, panel);
      }
      if (biased) {
        PanelCopy.bias(Lanes.at(bias, first, width), width, tile, count, panel, !old);
      }
      return old || biased;
    }
  }

  /** Rows [rows][DEPTH], or, if a lies across, panels of rows [rows / COUNT][steps][COUNT]. */
  private void packA(int row, int count, int from, int steps, float[] to, int at) {
    if (a.transposed) {
      long block = a.block(from, row, steps, count);
      PanelCopy.in(block, a.row, steps, count, alpha, to, at, COUNT, steps * COUNT);
    } else {
      long block = a.block(row, from, count, steps);
      PanelCopy.rows(block, a.row, count, steps, alpha, to, at, DEPTH);
    }
  }
}
