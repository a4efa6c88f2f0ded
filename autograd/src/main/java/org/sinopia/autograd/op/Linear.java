package org.sinopia.autograd.op;

import java.util.List;
import org.sinopia.autograd.DifferentiableOp;
import org.sinopia.autograd.GradientCheck.Problem;
import org.sinopia.autograd.Gradients;
import org.sinopia.autograd.OpSpec;
import org.sinopia.autograd.Variable;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.MatrixOp.Gemm;
import org.sinopia.tensor.op.ReduceFunction;
import org.sinopia.tensor.op.ReductionOp;
import org.sinopia.tensor.random.Draw;

/**
 * y = x · weightᵀ + bias. With g = ∂L/∂y: ∂L/∂x = g·weight, ∂L/∂weight = gᵀ·x and ∂L/∂bias = Σ g
 * over all rows, that is over all leading axes at once.
 */
public final class Linear extends DifferentiableOp {
  public static final OpSpec SPEC = new OpSpec("linear", Linear::problem);

  private final Variable x;
  private final Variable weight;
  private final Variable bias;

  private Linear(Variable x, Variable weight, Variable bias) {
    super(SPEC, x, weight, bias);
    this.x = x;
    this.weight = weight;
    this.bias = bias;
  }

  /**
   * A linear layer.
   *
   * @param x [… , in], at least one leading axis
   * @param weight [out, in]
   * @param bias [out], or null for none
   */
  public static Variable of(Variable x, Variable weight, Variable bias) {
    return new Linear(x, weight, bias).apply();
  }

  @Override
  protected Tensor forward(Scope scope) {
    Tensor y =
        scope.empty(x.value().dtype(), x.shape().dropInner(1).append(weight.shape().extent(0)));
    Gemm.linear(x.value(), weight.value(), bias == null ? null : bias.value(), y).run();
    return y;
  }

  @Override
  protected void backward(Tensor gradient, Gradients into) {
    Tensor rows = gradient.reshape(-1, gradient.shape().extent(-1));
    if (into.wants(x)) {
      Gemm.of(gradient, false, weight.value(), false, into.of(x)).run();
    }
    if (into.wants(weight)) {
      Gemm.of(rows, true, x.value().reshape(-1, x.shape().extent(-1)), false, into.of(weight))
          .run();
    }
    if (into.wants(bias)) {
      new ReductionOp.Reduce(ReduceFunction.SUM, rows, List.of(0), into.of(bias)).run();
    }
  }

  private static Problem problem(Scope scope, Draw draw) {
    int in = draw.size(1, 5);
    int out = draw.size(1, 5);
    Tensor x =
        draw.flip()
            ? draw.tensor(scope, draw.size(1, 6), in)
            : draw.tensor(scope, draw.size(1, 3), draw.size(1, 3), in);
    Tensor weight = draw.tensor(scope, out, in);
    if (draw.flip()) {
      return Problem.of(x, weight, (u, v) -> of(u, v, null));
    }
    Tensor bias = draw.tensor(scope, out);
    return new Problem(List.of(x, weight, bias), v -> of(v.get(0), v.get(1), v.get(2)));
  }
}
