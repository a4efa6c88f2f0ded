package org.sinopia.kernels.vendor;

import org.sinopia.kernels.launch.product.ProductShape;
import org.sinopia.tensor.op.MatrixOp;

/**
 * A batch of matrix products in the terms of the BLAS, whose matrices are stored column by column:
 * R = α · op(F) · op(S) + β · R, with R of [rows, columns]. Matrices stored row by row are their
 * transposes to the BLAS, so c = a · b is asked for as cᵀ = bᵀ · aᵀ: the first operand F is our b,
 * the second S our a.
 *
 * @param transposeFirst whether F is stored as [inner, rows] rather than [rows, inner]
 * @param transposeSecond whether S is stored as [columns, inner] rather than [inner, columns]
 * @param leadFirst elements from one column of F to the next; so for S
 * @param strideFirst elements from one F to the next; 0 if all products share one
 * @param strideSecond elements from one S to the next
 * @param strideResult elements from one R to the next, whose columns follow one another
 */
record ColumnMajorProduct(
    boolean transposeFirst,
    boolean transposeSecond,
    int rows,
    int columns,
    int inner,
    double alpha,
    int leadFirst,
    long strideFirst,
    int leadSecond,
    long strideSecond,
    double beta,
    long strideResult,
    int batch) {

  static ColumnMajorProduct of(MatrixOp.Gemm op) {
    ProductShape shape = ProductShape.of(op);
    int m = shape.m();
    int n = shape.n();
    int k = shape.k();
    return new ColumnMajorProduct(
        op.transposeB(),
        op.transposeA(),
        n,
        m,
        k,
        op.alpha(),
        op.transposeB() ? k : n,
        shape.shared() ? 0 : (long) n * k,
        op.transposeA() ? m : k,
        (long) m * k,
        op.beta(),
        (long) m * n,
        shape.batch());
  }

  /** Sizes, for messages. */
  @Override
  public String toString() {
    return batch + " products of " + columns + "x" + inner + "x" + rows;
  }
}
