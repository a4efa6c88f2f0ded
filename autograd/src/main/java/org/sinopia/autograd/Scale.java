package org.sinopia.autograd;

import org.sinopia.autograd.GradientCheck.Problem;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.ElementwiseOp;
import org.sinopia.tensor.random.Draw;

/** y = αx with a constant α. ∂L/∂x = α·∂L/∂y. */
public final class Scale extends DifferentiableOp {
  public static final OpSpec SPEC = new OpSpec("scale", Scale::problem);

  private final double alpha;
  private final Variable x;

  private Scale(double alpha, Variable x) {
    super(SPEC, x);
    this.alpha = alpha;
    this.x = x;
  }

  /** α·x. */
  public static Variable of(double alpha, Variable x) {
    return new Scale(alpha, x).apply();
  }

  @Override
  protected Tensor forward(Scope scope) {
    Tensor y = scope.emptyLike(x.value());
    new ElementwiseOp.Axpby(alpha, x.value(), 0, y).run();
    return y;
  }

  @Override
  protected void backward(Tensor gradient, Gradients into) {
    new ElementwiseOp.Axpby(alpha, gradient, 0, into.of(x)).run();
  }

  private static Problem problem(Scope scope, Draw draw) {
    double alpha = draw.value(-3, 3);
    return Problem.of(draw.tensor(scope, draw.size(1, 4), draw.size(1, 6)), x -> of(alpha, x));
  }
}
