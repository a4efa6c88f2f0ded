package org.sinopia.tensor.op;

import org.sinopia.tensor.Tensor;

/** Matrix products. */
public sealed interface MatrixOp extends Op {
  /**
   * c = α · op(a) · op(b) + β · c + bias, where op transposes the innermost two axes if asked; with
   * β = 0 the old c is not read.
   *
   * <p>Batched: a is [… , m, k] (or [… , k, m] transposed), c is [… , m, n], with the same leading
   * axes. b is [… , k, n] (or [… , n, k]) with those leading axes, or a plain matrix that all
   * share; then, if a is not transposed, a's leading axes simply count as rows.
   *
   * @param alpha not 0
   * @param bias [n], added to every row, or null for none
   */
  record Gemm(
      Tensor a,
      boolean transposeA,
      Tensor b,
      boolean transposeB,
      double alpha,
      double beta,
      Tensor bias,
      Tensor c)
      implements MatrixOp {
    @Override
    public void check() {
      OperandChecks door = new OperandChecks(this).real();
      door.fits(
          a.shape().rank() >= 2 && b.shape().rank() >= 2,
          a.shape() + " x " + b.shape() + ": expected matrices");
      int innerB = b.shape().extent(transposeB ? -1 : -2);
      door.fits(
          k() == innerB,
          a.shape()
              + " x "
              + b.shape()
              + ": inner dimensions "
              + k()
              + " and "
              + innerB
              + " differ");
      door.fits(
          b.shape().rank() == 2 || b.shape().dropInner(2).equals(a.shape().dropInner(2)),
          a.shape() + " x " + b.shape() + ": leading axes differ");
      door.same("c", c, a.shape().dropInner(2).append(m(), n())).shape("bias", bias, n());
      door.require((float) alpha != 0, "alpha is " + alpha + ", expected a factor other than 0");
      for (Tensor in : OperandChecks.present(a, b, bias)) {
        door.separate(c, in);
      }
    }

    @Override
    public Gemm with(Operands o) {
      return new Gemm(
          o.in(a),
          transposeA,
          o.in(b),
          transposeB,
          alpha,
          beta,
          o.in(bias),
          beta == 0 ? o.out(c) : o.inOut(c));
    }

    @Override
    public long flops() {
      return 2L * c.elements() * k();
    }

    /** c = op(a) · op(b). */
    public static Gemm of(Tensor a, boolean transposeA, Tensor b, boolean transposeB, Tensor c) {
      return new Gemm(a, transposeA, b, transposeB, 1, 0, null, c);
    }

    /** y = x · weightᵀ + bias: a linear layer; weight is [out, in], bias [out] or null. */
    public static Gemm linear(Tensor x, Tensor weight, Tensor bias, Tensor y) {
      return new Gemm(x, false, weight, true, 1, 0, bias, y);
    }

    /** Rows of each result matrix. */
    public int m() {
      return a.shape().extent(transposeA ? -1 : -2);
    }

    /** Columns of each result matrix. */
    public int n() {
      return b.shape().extent(transposeB ? -2 : -1);
    }

    /** The inner dimension. */
    public int k() {
      return a.shape().extent(transposeA ? -2 : -1);
    }

    /** How many products: the product of a's leading axes. */
    public int batch() {
      return a.shape().dropInner(2).elements();
    }
  }
}
