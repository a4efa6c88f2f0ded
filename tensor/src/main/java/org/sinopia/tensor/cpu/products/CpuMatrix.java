package org.sinopia.tensor.cpu.products;

import java.lang.foreign.MemorySegment;
import org.sinopia.tensor.cpu.loops.Workers;
import org.sinopia.tensor.cpu.products.PackedProduct.Matrix;
import org.sinopia.tensor.op.MatrixOp;
import org.sinopia.tensor.op.MatrixOp.Gemm;

/**
 * Matrix products: {@link VectorProduct} where an operand is a vector, else {@link PackedProduct}.
 */
public final class CpuMatrix {
  /** Products of a batch with fewer flops than this are shared out whole. */
  private static final long SMALL = 1L << 24;

  private final Workers workers;

  public CpuMatrix(Workers workers) {
    this.workers = workers;
  }

  public void run(MatrixOp op) {
    long start = ProductTime.start();
    switch (op) {
      case Gemm o -> gemm(o);
    }
    ProductTime.stop(start, workers.threads());
  }

  /** Leading axes count as rows wherever that makes one product of it. */
  private void gemm(Gemm op) {
    boolean flat = op.b().shape().rank() == 2 && !op.transposeA();
    int batch = flat ? 1 : op.batch();
    int m = flat ? op.batch() * op.m() : op.m();
    if (batch == 1 && VectorProduct.suits(op, m)) {
      new VectorProduct(op, m).run(workers);
    } else if (2L * m * op.n() * op.k() < SMALL) {
      // A product that a worker starts is that worker's alone.
      workers.run(batch, item -> packed(op, m, item).run(workers));
    } else {
      for (int item = 0; item < batch; item++) {
        packed(op, m, item).run(workers);
      }
    }
  }

  /** One product of a batch. */
  static PackedProduct packed(Gemm op, int m, int item) {
    int n = op.n();
    int k = op.k();
    long itemB = op.b().shape().rank() == 2 ? 0 : item;
    return new PackedProduct(
        m,
        n,
        k,
        (float) op.alpha(),
        matrix(op.a().memory(), op.transposeA(), (long) item * m * k, m, k),
        matrix(op.b().memory(), op.transposeB(), itemB * k * n, k, n),
        (float) op.beta(),
        op.bias() == null ? null : op.bias().memory(),
        matrix(op.c().memory(), false, (long) item * m * n, m, n));
  }

  private static Matrix matrix(
      MemorySegment memory, boolean transposed, long at, int rows, int columns) {
    return new Matrix(memory, at, transposed, transposed ? rows : columns);
  }
}
