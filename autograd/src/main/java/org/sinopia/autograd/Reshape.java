package org.sinopia.autograd;

import org.sinopia.autograd.GradientCheck.Problem;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.random.Draw;

/** y = the elements of x under another shape, sharing its memory. ∂L/∂x = ∂L/∂y under x's shape. */
public final class Reshape extends DifferentiableOp {
  public static final OpSpec SPEC = new OpSpec("reshape", Reshape::problem);

  private final Variable x;
  private final int[] extents;

  private Reshape(Variable x, int... extents) {
    super(SPEC, x);
    this.x = x;
    this.extents = extents;
  }

  /** x under another shape; at most one extent may be −1 and is then inferred. */
  public static Variable of(Variable x, int... extents) {
    return new Reshape(x, extents.clone()).apply();
  }

  @Override
  protected Tensor forward(Scope scope) {
    return x.value().reshape(extents);
  }

  @Override
  protected void backward(Tensor gradient, Gradients into) {
    into.pass(x);
  }

  private static Problem problem(Scope scope, Draw draw) {
    Tensor x = draw.tensor(scope, draw.size(1, 4), draw.size(1, 3), draw.size(1, 5));
    int inner = x.shape().extent(2);
    return Problem.of(x, draw.flip() ? v -> of(v, -1, inner) : v -> of(v, x.elements()));
  }
}
