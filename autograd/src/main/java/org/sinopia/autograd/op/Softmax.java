package org.sinopia.autograd.op;

import org.sinopia.autograd.DifferentiableOp;
import org.sinopia.autograd.GradientCheck.Problem;
import org.sinopia.autograd.Gradients;
import org.sinopia.autograd.OpSpec;
import org.sinopia.autograd.Variable;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.NormalisationOp;
import org.sinopia.tensor.random.Draw;

/** y = softmax(x) over the innermost axis. ∂L/∂x = y·(g − Σ y·g) with g = ∂L/∂y. */
public final class Softmax extends DifferentiableOp {
  public static final OpSpec SPEC = new OpSpec("softmax", Softmax::problem);

  private final Variable x;
  private Tensor y;

  private Softmax(Variable x) {
    super(SPEC, x);
    this.x = x;
  }

  /** The softmax over the innermost axis. */
  public static Variable of(Variable x) {
    return new Softmax(x).apply();
  }

  @Override
  protected Tensor forward(Scope scope) {
    y = scope.emptyLike(x.value());
    new NormalisationOp.Softmax(x.value(), y).run();
    return y;
  }

  @Override
  protected void backward(Tensor gradient, Gradients into) {
    new NormalisationOp.SoftmaxBackward(y, gradient, into.of(x)).run();
  }

  private static Problem problem(Scope scope, Draw draw) {
    return Problem.of(draw.tensor(scope, draw.size(1, 4), draw.size(1, 7)), Softmax::of);
  }
}
