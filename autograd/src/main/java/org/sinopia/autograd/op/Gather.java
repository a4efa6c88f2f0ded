package org.sinopia.autograd.op;

import org.sinopia.autograd.DifferentiableOp;
import org.sinopia.autograd.GradientCheck.Problem;
import org.sinopia.autograd.Gradients;
import org.sinopia.autograd.OpSpec;
import org.sinopia.autograd.Variable;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.LayoutOp;
import org.sinopia.tensor.random.Draw;

/**
 * y[i] = x[indices[i]] along the outermost axis, zeros where the index is out of range. ∂L/∂x[j] =
 * the sum of ∂L/∂y[i] over all i with indices[i] = j.
 */
public final class Gather extends DifferentiableOp {
  public static final OpSpec SPEC = new OpSpec("gather", Gather::problem);

  private final Variable x;
  private final Tensor indices;

  private Gather(Variable x, Tensor indices) {
    super(SPEC, x);
    this.x = x;
    this.indices = indices;
  }

  /**
   * [m, …].
   *
   * @param x [n, …]
   * @param indices [m], I32
   */
  public static Variable of(Variable x, Tensor indices) {
    return new Gather(x, indices).apply();
  }

  @Override
  protected Tensor forward(Scope scope) {
    Tensor y = scope.empty(x.value().dtype(), x.shape().with(0, indices.elements()));
    new LayoutOp.Gather(x.value(), indices, y).run();
    return y;
  }

  @Override
  protected void backward(Tensor gradient, Gradients into) {
    new LayoutOp.ScatterAdd(gradient, indices, into.of(x)).run();
  }

  private static Problem problem(Scope scope, Draw draw) {
    Tensor x = draw.tensor(scope, draw.size(1, 5), draw.size(1, 3));
    // One index too many, so that out of range is tried too.
    Tensor indices = draw.indices(scope, x.shape().extent(0) + 1, draw.size(1, 8));
    return Problem.of(x, v -> of(v, indices));
  }
}
