package org.sinopia.tensor.op;

import org.sinopia.tensor.Tensor;

/** Fits of linear models to many measurements at once. Forward only. */
public sealed interface FitOp extends Op {
  /** The most columns of a model. */
  int MAX_COLUMNS = 128;

  /**
   * Row by row, the amplitudes a ≥ 0 that minimise ½·aᵀ·G·a − pᵀ·a. With G = D·W·Dᵀ and p = D·W·y
   * these are the non-negative least squares of y ≈ Dᵀ·a with weights W, and every row that shares
   * the design D and the weights shares one Gram matrix G.
   *
   * <p>Sequential coordinate descent (V. Franc, V. Hlaváč, M. Navara 2005, "Sequential
   * coordinate-wise algorithm for the non-negative least squares problem", CAIP, 407–414): from the
   * start, with its negative values set to 0, each sweep takes the columns in turn and sets a_k to
   * max(0, a_k + (p − G·a)_k / G_kk). A row ends after {@code sweeps} of them, or after the first
   * sweep that moves no a_k by more than {@code tolerance} / √G_kk. Columns with G_kk ≤ 0 are 0.
   * All of it is computed in float64, and a row does not depend on the others.
   *
   * @param gram [k, k], symmetric and positive semidefinite, k at most {@value #MAX_COLUMNS}; only
   *     its rows are read
   * @param projections [n, k], p of each row
   * @param start [n, k], where the descent begins; the closer, the sooner it ends
   * @param sweeps the most sweeps, at least 1
   * @param tolerance at least 0; with W the inverse variances of y it is in standard errors of an
   *     amplitude whose column is orthogonal to the others
   * @param amplitudes [n, k]
   */
  record NonNegativeLeastSquares(
      Tensor gram,
      Tensor projections,
      Tensor start,
      int sweeps,
      double tolerance,
      Tensor amplitudes)
      implements FitOp {
    @Override
    public void check() {
      OperandChecks door =
          new OperandChecks(this)
              .real()
              .shape("projections", projections, OperandChecks.ANY, OperandChecks.ANY);
      int k = projections.shape().extent(1);
      door.fits(
              k <= MAX_COLUMNS,
              "projections is "
                  + projections.shape()
                  + ": "
                  + k
                  + " columns, expected at most "
                  + MAX_COLUMNS)
          .shape("gram", gram, k, k)
          .same("start", start, projections.shape())
          .same("amplitudes", amplitudes, projections.shape())
          .require(sweeps >= 1, "sweeps is " + sweeps + ", expected at least 1")
          .require(tolerance >= 0, "tolerance is " + tolerance + ", expected at least 0")
          .distinct();
    }

    @Override
    public NonNegativeLeastSquares with(Operands o) {
      return new NonNegativeLeastSquares(
          o.in(gram), o.in(projections), o.in(start), sweeps, tolerance, o.out(amplitudes));
    }

    /** Counts one sweep and the residual at the start. */
    @Override
    public long flops() {
      return 4L * amplitudes.elements() * gram.shape().extent(0);
    }
  }
}
