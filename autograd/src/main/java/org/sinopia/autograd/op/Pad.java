package org.sinopia.autograd.op;

import java.util.List;
import org.sinopia.autograd.DifferentiableOp;
import org.sinopia.autograd.GradientCheck.Problem;
import org.sinopia.autograd.Gradients;
import org.sinopia.autograd.OpSpec;
import org.sinopia.autograd.Variable;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.ShapeMismatchException;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.LayoutOp;
import org.sinopia.tensor.op.PadMode;
import org.sinopia.tensor.random.Draw;

/**
 * y = x with elements added around it, zeros or its mirror image. ∂L/∂x gathers ∂L/∂y from every
 * place an element was put.
 */
public final class Pad extends DifferentiableOp {
  public static final OpSpec SPEC = new OpSpec("pad", Pad::problem);

  private final Variable x;
  private final List<Integer> before;
  private final List<Integer> behind;
  private final PadMode mode;

  private Pad(Variable x, List<Integer> before, List<Integer> behind, PadMode mode) {
    super(SPEC, x);
    this.x = x;
    this.before = before;
    this.behind = behind;
    this.mode = mode;
  }

  /**
   * As {@link LayoutOp.Pad}.
   *
   * @param before elements added before the first, for each axis
   * @param behind elements added after the last, for each axis
   * @throws ShapeMismatchException if there are not as many numbers as axes, or more are asked for
   *     than the mode can fill
   */
  public static Variable of(Variable x, List<Integer> before, List<Integer> behind, PadMode mode) {
    return new Pad(x, before, behind, mode).apply();
  }

  @Override
  protected Tensor forward(Scope scope) {
    int[] extents = x.shape().extents();
    if (before.size() != extents.length || behind.size() != extents.length) {
      throw new ShapeMismatchException(
          "pad: "
              + before
              + " before and "
              + behind
              + " after for "
              + x.shape()
              + ", expected a number for each axis");
    }
    for (int axis = 0; axis < extents.length; axis++) {
      extents[axis] =
          Math.addExact(extents[axis], Math.addExact(before.get(axis), behind.get(axis)));
    }
    Tensor y = scope.empty(x.value().dtype(), Shape.of(extents));
    new LayoutOp.Pad(x.value(), before, mode, y).run();
    return y;
  }

  @Override
  protected void backward(Tensor gradient, Gradients into) {
    new LayoutOp.PadBackward(gradient, before, mode, into.of(x)).run();
  }

  private static Problem problem(Scope scope, Draw draw) {
    PadMode mode = draw.choice(PadMode.values());
    int[] e = {draw.size(1, 3), draw.size(1, 4), draw.size(1, 5)};
    boolean reflect = mode == PadMode.REFLECT;
    List<Integer> before =
        List.of(0, draw.size(0, reflect ? e[1] - 1 : 3), draw.size(0, reflect ? e[2] - 1 : 3));
    List<Integer> behind =
        List.of(
            draw.size(0, reflect ? e[0] - 1 : 2),
            draw.size(0, reflect ? e[1] - 1 : 3),
            draw.size(0, reflect ? e[2] - 1 : 3));
    return Problem.of(draw.tensor(scope, e), v -> of(v, before, behind, mode));
  }
}
