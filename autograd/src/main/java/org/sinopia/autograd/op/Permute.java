package org.sinopia.autograd.op;

import java.util.ArrayList;
import java.util.List;
import org.sinopia.autograd.DifferentiableOp;
import org.sinopia.autograd.GradientCheck.Problem;
import org.sinopia.autograd.Gradients;
import org.sinopia.autograd.OpSpec;
import org.sinopia.autograd.Variable;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.LayoutOp;
import org.sinopia.tensor.random.Draw;

/** y = x with its axes in another order. ∂L/∂x = ∂L/∂y with its axes put back. */
public final class Permute extends DifferentiableOp {
  public static final OpSpec SPEC = new OpSpec("permute", Permute::problem);

  private final Variable x;
  private final List<Integer> axes;

  private Permute(Variable x, List<Integer> axes) {
    super(SPEC, x);
    this.x = x;
    this.axes = axes.stream().map(x.shape()::axis).toList();
  }

  /** Axis i of the result is axis {@code axes[i]} of x; negative ones count from the end. */
  public static Variable of(Variable x, Integer... axes) {
    return new Permute(x, List.of(axes)).apply();
  }

  @Override
  protected Tensor forward(Scope scope) {
    Tensor y =
        scope.empty(
            x.value().dtype(), Shape.of(axes.stream().mapToInt(x.shape()::extent).toArray()));
    new LayoutOp.Permute(x.value(), axes, y).run();
    return y;
  }

  @Override
  protected void backward(Tensor gradient, Gradients into) {
    List<Integer> inverse = new ArrayList<>();
    for (int axis = 0; axis < axes.size(); axis++) {
      inverse.add(axes.indexOf(axis));
    }
    new LayoutOp.Permute(gradient, inverse, into.of(x)).run();
  }

  private static Problem problem(Scope scope, Draw draw) {
    Integer[] axes =
        draw.choice(new Integer[][] {{0, 2, 1}, {1, 2, 0}, {2, 0, 1}, {-1, 1, 0}, {0, 1, 2}});
    return Problem.of(
        draw.tensor(scope, draw.size(1, 4), draw.size(1, 3), draw.size(1, 5)), v -> of(v, axes));
  }
}
