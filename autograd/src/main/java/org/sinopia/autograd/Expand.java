package org.sinopia.autograd;

import org.sinopia.autograd.GradientCheck.Problem;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.LayoutOp;
import org.sinopia.tensor.random.Draw;

/**
 * y = x broadcast to a larger shape. ∂L/∂x = the sum of ∂L/∂y over the axes along which x was
 * stretched.
 */
public final class Expand extends DifferentiableOp {
  public static final OpSpec SPEC = new OpSpec("expand", Expand::problem);

  private final Variable x;
  private final Shape wanted;

  private Expand(Variable x, Shape wanted) {
    super(SPEC, x);
    this.x = x;
    this.wanted = wanted;
  }

  /** x broadcast to a shape ({@link Shape#broadcast}). */
  public static Variable of(Variable x, Shape wanted) {
    return new Expand(x, wanted).apply();
  }

  @Override
  protected Tensor forward(Scope scope) {
    Tensor y = scope.empty(x.value().dtype(), wanted);
    new LayoutOp.Expand(x.value(), y).run();
    return y;
  }

  @Override
  protected void backward(Tensor gradient, Gradients into) {
    if (x.shape().equals(wanted)) {
      into.pass(x);
    } else {
      Broadcast.sum(gradient, into.of(x));
    }
  }

  private static Problem problem(Scope scope, Draw draw) {
    int p = draw.size(1, 3);
    int q = draw.size(1, 4);
    int r = draw.size(1, 3);
    int[] from =
        draw.choice(
            new int[] {p, q, r},
            new int[] {p, 1, r},
            new int[] {q, 1},
            new int[] {r},
            new int[] {1, 1, 1},
            new int[0]);
    return Problem.of(draw.tensor(scope, from), v -> of(v, Shape.of(p, q, r)));
  }
}
