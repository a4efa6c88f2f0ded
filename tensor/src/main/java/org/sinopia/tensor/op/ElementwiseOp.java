package org.sinopia.tensor.op;

import java.util.List;
import java.util.function.UnaryOperator;
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
    public List<Tensor> inputs() {
      return List.of();
    }

    @Override
    public List<Tensor> outputs() {
      return List.of(y);
    }

    @Override
    public Op map(UnaryOperator<Tensor> f) {
      return new Fill(value, f.apply(y));
    }
  }

  /** y = f(x), both of one shape. */
  record Unary(UnaryFunction function, Tensor x, Tensor y) implements ElementwiseOp {
    @Override
    public void check() {
      new OperandChecks(this).real().same("y", y, x.shape()).distinctOrSame();
    }

    @Override
    public List<Tensor> inputs() {
      return List.of(x);
    }

    @Override
    public List<Tensor> outputs() {
      return List.of(y);
    }

    @Override
    public Op map(UnaryOperator<Tensor> f) {
      return new Unary(function, f.apply(x), f.apply(y));
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
    public List<Tensor> inputs() {
      return List.of(x, gradY);
    }

    @Override
    public List<Tensor> outputs() {
      return List.of(gradX);
    }

    @Override
    public Op map(UnaryOperator<Tensor> f) {
      return new UnaryBackward(function, f.apply(x), f.apply(gradY), f.apply(gradX));
    }
  }

  /** y = f(a, b), where y's shape is that which a and b broadcast to ({@link Shape#broadcast}). */
  record Binary(BinaryFunction function, Tensor a, Tensor b, Tensor y) implements ElementwiseOp {
    @Override
    public void check() {
      new OperandChecks(this).real().broadcast("y", y, a.shape(), b.shape()).distinctOrSame();
    }

    @Override
    public List<Tensor> inputs() {
      return List.of(a, b);
    }

    @Override
    public List<Tensor> outputs() {
      return List.of(y);
    }

    @Override
    public Op map(UnaryOperator<Tensor> f) {
      return new Binary(function, f.apply(a), f.apply(b), f.apply(y));
    }
  }

  /** y = α·x + β·y, in place; with β = 0 the old y is not read, so it may hold anything. */
  record Axpby(double alpha, Tensor x, double beta, Tensor y) implements ElementwiseOp {
    @Override
    public void check() {
      new OperandChecks(this).real().same("y", y, x.shape()).distinctOrSame();
    }

    @Override
    public List<Tensor> inputs() {
      return beta == 0 ? List.of(x) : List.of(x, y);
    }

    @Override
    public List<Tensor> outputs() {
      return List.of(y);
    }

    @Override
    public Op map(UnaryOperator<Tensor> f) {
      return new Axpby(alpha, f.apply(x), beta, f.apply(y));
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
    public List<Tensor> inputs() {
      return OperandChecks.present(x, bias);
    }

    @Override
    public List<Tensor> outputs() {
      return List.of(y);
    }

    @Override
    public Op map(UnaryOperator<Tensor> f) {
      return new BiasActivation(
          function, f.apply(x), OperandChecks.map(bias, f), dropout, f.apply(y));
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
    public List<Tensor> inputs() {
      return OperandChecks.present(x, bias, gradY);
    }

    @Override
    public List<Tensor> outputs() {
      return OperandChecks.present(gradX, gradBias);
    }

    @Override
    public Op map(UnaryOperator<Tensor> f) {
      return new BiasActivationBackward(
          function,
          f.apply(x),
          OperandChecks.map(bias, f),
          dropout,
          f.apply(gradY),
          f.apply(gradX),
          OperandChecks.map(gradBias, f));
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
    public List<Tensor> inputs() {
      return OperandChecks.present(x, branch, bias);
    }

    @Override
    public List<Tensor> outputs() {
      return List.of(y);
    }

    @Override
    public Op map(UnaryOperator<Tensor> f) {
      return new ResidualDropPath(
          f.apply(x), f.apply(branch), OperandChecks.map(bias, f), dropout, dropPath, f.apply(y));
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
    public List<Tensor> inputs() {
      return List.of(gradY);
    }

    @Override
    public List<Tensor> outputs() {
      return OperandChecks.present(gradBranch, gradBias);
    }

    @Override
    public Op map(UnaryOperator<Tensor> f) {
      return new ResidualDropPathBackward(
          f.apply(gradY), dropout, dropPath, f.apply(gradBranch), OperandChecks.map(gradBias, f));
    }
  }
}
