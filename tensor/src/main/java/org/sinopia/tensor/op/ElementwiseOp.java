package org.sinopia.tensor.op;

import org.sinopia.tensor.Shape;
import org.sinopia.tensor.Tensor;

/** Element by element. Outputs may be the very memory of an input of the same shape. */
public sealed interface ElementwiseOp extends Op {

  /**
   * y = value. {@code y} may be of any dtype; the value is converted as {@link LayoutOp.Cast} says.
   */
  record Fill(double value, Tensor y) implements ElementwiseOp {
    @Override
    public void check() {
      new OperandChecks(this);
    }

    @Override
    public Fill with(Operands o) {
      return new Fill(value, o.out(y));
    }
  }

  /** y = f(x), both of one shape. */
  record Unary(UnaryFunction function, Tensor x, Tensor y) implements ElementwiseOp {
    @Override
    public void check() {
      new OperandChecks(this).real().same("y", y, x.shape()).distinctOrSame();
    }

    @Override
    public Unary with(Operands o) {
      return new Unary(function, o.in(x), o.out(y));
    }
  }

  /** gradX = gradY · f′(x), all of one shape. */
  record UnaryBackward(UnaryFunction function, Tensor x, Tensor gradY, Tensor gradX)
      implements ElementwiseOp {
    @Override
    public void check() {
      new OperandChecks(this)
          .real()
          .same("gradY", gradY, x.shape())
          .same("gradX", gradX, x.shape())
          .distinctOrSame();
    }

    @Override
    public UnaryBackward with(Operands o) {
      return new UnaryBackward(function, o.in(x), o.in(gradY), o.out(gradX));
    }
  }

  /** y = f(a, b), where y's shape is that which a and b broadcast to ({@link Shape#broadcast}). */
  record Binary(BinaryFunction function, Tensor a, Tensor b, Tensor y) implements ElementwiseOp {
    @Override
    public void check() {
      new OperandChecks(this).real().broadcast("y", y, a.shape(), b.shape()).distinctOrSame();
    }

    @Override
    public Binary with(Operands o) {
      return new Binary(function, o.in(a), o.in(b), o.out(y));
    }
  }

  /** y = α·x + β·y, in place; with β = 0 the old y is not read, so it may hold anything. */
  record Axpby(double alpha, Tensor x, double beta, Tensor y) implements ElementwiseOp {
    @Override
    public void check() {
      new OperandChecks(this).real().same("y", y, x.shape()).distinctOrSame();
    }

    @Override
    public Axpby with(Operands o) {
      return new Axpby(alpha, o.in(x), beta, beta == 0 ? o.out(y) : o.inOut(y));
    }
  }

  /**
   * y = dropout(f(x + bias)).
   *
   * @param x [… , d]
   * @param bias [d], or null for none
   */
  record BiasActivation(UnaryFunction function, Tensor x, Tensor bias, Dropout dropout, Tensor y)
      implements ElementwiseOp {
    @Override
    public void check() {
      new OperandChecks(this)
          .real()
          .fits(x.shape().rank() >= 1, "x has no axis")
          .shape("bias", bias, x.shape().extent(-1))
          .same("y", y, x.shape())
          .distinctOrSame();
    }

    @Override
    public BiasActivation with(Operands o) {
      return new BiasActivation(function, o.in(x), o.in(bias), dropout, o.out(y));
    }
  }

  /**
   * Backward of {@link BiasActivation}: gradX = dropout′(gradY)·f′(x + bias), gradBias = gradX
   * summed over all leading axes. Where an element was dropped, gradX is 0; where kept, gradY is
   * scaled by {@link Dropout#keptScale()}.
   *
   * @param gradBias [d], or null if not wanted
   */
  record BiasActivationBackward(
      UnaryFunction function,
      Tensor x,
      Tensor bias,
      Dropout dropout,
      Tensor gradY,
      Tensor gradX,
      Tensor gradBias)
      implements ElementwiseOp {
    @Override
    public void check() {
      new OperandChecks(this)
          .real()
          .fits(x.shape().rank() >= 1, "x has no axis")
          .shape("bias", bias, x.shape().extent(-1))
          .same("gradY", gradY, x.shape())
          .same("gradX", gradX, x.shape())
          .shape("gradBias", gradBias, x.shape().extent(-1))
          .distinctOrSame();
    }

    @Override
    public BiasActivationBackward with(Operands o) {
      return new BiasActivationBackward(
          function, o.in(x), o.in(bias), dropout, o.in(gradY), o.out(gradX), o.out(gradBias));
    }
  }

  /**
   * The end of a residual branch: y = x + s_b · dropout(branch + bias). The drop path keeps or
   * drops the whole branch of sample b (the index along the outermost axis): s_b = 1/(1−rate) if
   * u(b) ≥ rate, else 0, with u as in {@link Dropout} (stochastic depth, Huang et al. 2016, arXiv
   * 1603.09382). {@code dropout} is indexed by element of the branch. A dropped element adds 0,
   * whatever the branch holds.
   *
   * @param x [B, … , d]
   * @param branch as x
   * @param bias [d], or null for none
   */
  record ResidualDropPath(
      Tensor x, Tensor branch, Tensor bias, Dropout dropout, Dropout dropPath, Tensor y)
      implements ElementwiseOp {
    @Override
    public void check() {
      new OperandChecks(this)
          .real()
          .fits(x.shape().rank() >= 1, "x has no axis")
          .same("branch", branch, x.shape())
          .shape("bias", bias, x.shape().extent(-1))
          .same("y", y, x.shape())
          .require(dropout.kind() == Dropout.Kind.STANDARD, "dropout must be of the standard kind")
          .require(
              dropPath.kind() == Dropout.Kind.STANDARD,
              "the drop path must be of the standard kind")
          .distinctOrSame();
    }

    @Override
    public ResidualDropPath with(Operands o) {
      return new ResidualDropPath(o.in(x), o.in(branch), o.in(bias), dropout, dropPath, o.out(y));
    }
  }

  /**
   * Backward of {@link ResidualDropPath} for the branch and its bias (the gradient of x is gradY
   * itself): gradBranch = s_b · dropout′(gradY), 0 where dropped, and gradBias = gradBranch summed
   * over all leading axes.
   *
   * @param gradBias [d], or null if not wanted
   */
  record ResidualDropPathBackward(
      Tensor gradY, Dropout dropout, Dropout dropPath, Tensor gradBranch, Tensor gradBias)
      implements ElementwiseOp {
    @Override
    public void check() {
      new OperandChecks(this)
          .real()
          .fits(gradY.shape().rank() >= 1, "gradY has no axis")
          .same("gradBranch", gradBranch, gradY.shape())
          .shape("gradBias", gradBias, gradY.shape().extent(-1))
          .require(dropout.kind() == Dropout.Kind.STANDARD, "dropout must be of the standard kind")
          .require(
              dropPath.kind() == Dropout.Kind.STANDARD,
              "the drop path must be of the standard kind")
          .distinctOrSame();
    }

    @Override
    public ResidualDropPathBackward with(Operands o) {
      return new ResidualDropPathBackward(
          o.in(gradY), dropout, dropPath, o.out(gradBranch), o.out(gradBias));
    }
  }
}
