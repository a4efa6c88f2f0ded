package org.sinopia.tensor.cpu;

import java.lang.foreign.MemorySegment;
import org.sinopia.tensor.op.MatrixOp;
import org.sinopia.tensor.op.MatrixOp.Gemm;

/**
 * Matrix products: {@link PackedProduct} or {@link VectorProduct} where it suits, else OpenBLAS on
 * one thread each, over blocks that {@link GemmPlan} cuts, in place on the operands.
 *
 * <p>OpenBLAS clears or scales c in a pass of its own before it multiplies. Where there is a bias,
 * that pass is ours and writes the bias instead, so that adding it costs nothing.
 */
final class CpuMatrix {
  private static final int PARTIALS = 0;
  private static final int SUM_GRAIN = 1 << 14;

  private final Workers workers;

  CpuMatrix(Workers workers) {
    this.workers = workers;
  }

  void run(MatrixOp op) {
    long start = ProductTime.start();
    switch (op) {
      case Gemm o -> new Product(o).run(workers);
    }
    ProductTime.stop(start, workers.threads());
  }

  /** One op with its extents; leading axes count as rows wherever that makes one product of it. */
  private static final class Product {
    private final OpenBlas blas = OpenBlas.get();
    private final Gemm op;
    private final int batch;
    private final int m;
    private final int n;
    private final int k;
    private final boolean sharedB;
    private final MemorySegment a;
    private final MemorySegment b;
    private final MemorySegment c;
    private final float alpha;
    private final float beta;
    private final GemmPlan plan;

    Product(Gemm op) {
      this.op = op;
      this.sharedB = op.b().shape().rank() == 2;
      boolean flat = sharedB && !op.transposeA();
      this.batch = flat ? 1 : op.batch();
      this.m = flat ? op.batch() * op.m() : op.m();
      this.n = op.n();
      this.k = op.k();
      this.a = op.a().memory();
      this.b = op.b().memory();
      this.c = op.c().memory();
      this.alpha = (float) op.alpha();
      this.beta = (float) op.beta();
      this.plan = GemmPlan.of(batch, m, n, k);
    }

    void run(Workers workers) {
      if (batch == 1 && PackedProduct.suits(m, n, k)) {
        new PackedProduct(op, m).run(workers);
      } else if (batch == 1 && VectorProduct.suits(op, m)) {
        new VectorProduct(op, m).run(workers);
      } else if (plan.axis() == GemmPlan.Axis.INNER && plan.blocks() > 1) {
        splitInner(workers);
      } else {
        workers.run(batch * plan.blocks(), this::block);
      }
    }

    private void block(int piece) {
      int item = piece / plan.blocks();
      int from = piece % plan.blocks() * plan.block();
      if (plan.axis() == GemmPlan.Axis.COLUMNS) {
        block(item, 0, m, from, Math.min(n, from + plan.block()));
      } else {
        block(item, from, Math.min(m, from + plan.block()), 0, n);
      }
    }

    private void block(int item, int row, int rowEnd, int column, int columnEnd) {
      MemorySegment target = at(c, (long) item * m * n + (long) row * n + column);
      float factor = beta;
      if (op.bias() != null) {
        MemorySegment bias = at(op.bias().memory(), column);
        for (int i = 0; i < rowEnd - row; i++) {
          scaleAndAdd(at(target, (long) i * n), beta, bias, columnEnd - column);
        }
        factor = 1;
      }
      multiply(item, row, rowEnd - row, column, columnEnd - column, 0, k, factor, target);
    }

    /**
     * Partial products of ranges of the inner axis, then their sum in order of the ranges. Each
     * batch is done by itself, so that the partials of one only take room.
     */
    private void splitInner(Workers workers) {
      int size = m * n;
      MemorySegment partials = Scratch.bytes(PARTIALS, (long) plan.blocks() * size * Float.BYTES);
      for (int item = 0; item < batch; item++) {
        int current = item;
        workers.run(
            plan.blocks(),
            piece -> {
              int from = piece * plan.block();
              int depth = Math.min(k, from + plan.block()) - from;
              MemorySegment partial = at(partials, (long) piece * size);
              multiply(current, 0, m, 0, n, from, depth, 0, partial);
            });
        int rows = Math.max(1, SUM_GRAIN / n);
        workers.ranges(m, rows, (from, to) -> sumPartials(current, partials, from, to));
      }
    }

    private void sumPartials(int item, MemorySegment partials, int from, int to) {
      int count = (to - from) * n;
      long sumFrom = ((long) item * m + from) * n;
      long sum = Lanes.at(c, sumFrom, count);
      if (beta == 0) {
        MemorySegment.copy(
            partials,
            (long) from * n * Float.BYTES,
            c,
            sumFrom * Float.BYTES,
            (long) count * Float.BYTES);
      } else {
        long first = Lanes.at(partials, (long) from * n, count);
        LinearLoops.combined(beta, 1).run(sum, first, sum, count);
      }
      for (int piece = 1; piece < plan.blocks(); piece++) {
        long next = Lanes.at(partials, ((long) piece * m + from) * n, count);
        BinaryLoops.ADD.run(sum, next, sum, count);
      }
      for (int row = 0; op.bias() != null && row < to - from; row++) {
        long line = Lanes.at(c, sumFrom + (long) row * n, n);
        BinaryLoops.ADD.run(line, Lanes.at(op.bias().memory(), 0, n), line, n);
      }
    }

    /** Blocks of one matrix of the batch: rows of c from {@code row}, inner axis from {@code l}. */
    private void multiply(
        int item,
        int row,
        int rows,
        int column,
        int columns,
        int l,
        int depth,
        float factor,
        MemorySegment target) {
      int lda = op.transposeA() ? m : k;
      int ldb = op.transposeB() ? k : n;
      long startA =
          (long) item * m * k + (op.transposeA() ? (long) l * m + row : (long) row * k + l);
      long startB =
          (sharedB ? 0 : (long) item * k * n)
              + (op.transposeB() ? (long) column * k + l : (long) l * n + column);
      blas.sgemm(
          op.transposeA(),
          op.transposeB(),
          rows,
          columns,
          depth,
          alpha,
          at(a, startA),
          lda,
          at(b, startB),
          ldb,
          factor,
          target,
          n);
    }
  }

  /** c = beta · c + bias, over one row; with beta = 0 the old c is not read. */
  private static void scaleAndAdd(MemorySegment c, float beta, MemorySegment bias, int n) {
    if (beta == 0) {
      MemorySegment.copy(bias, 0, c, 0, (long) n * Float.BYTES);
    } else {
      long row = Lanes.at(c, 0, n);
      LinearLoops.combined(beta, 1).run(row, Lanes.at(bias, 0, n), row, n);
    }
  }

  private static MemorySegment at(MemorySegment memory, long element) {
    return memory.asSlice(element * Float.BYTES);
  }
}
