package org.sinopia.kernels.launch.product;

import org.sinopia.tensor.op.MatrixOp;

/**
 * {@code batch} products of [m, k] and [k, n] matrices, stored row by row one after the other.
 * Where the rows of all of them can be taken for those of one, there is one.
 *
 * @param shared whether the second matrix is the same in all
 */
public record ProductShape(int batch, int m, int n, int k, boolean shared) {
  /** The shape of an op's product. */
  public static ProductShape of(MatrixOp.Gemm op) {
    boolean shared = op.b().shape().rank() == 2;
    return shared && !op.transposeA()
        ? new ProductShape(1, op.batch() * op.m(), op.n(), op.k(), true)
        : new ProductShape(op.batch(), op.m(), op.n(), op.k(), shared);
  }
}
