package org.sinopia.autograd.op;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.sinopia.autograd.DifferentiableOp;
import org.sinopia.autograd.GradientCheck.Problem;
import org.sinopia.autograd.Gradients;
import org.sinopia.autograd.OpSpec;
import org.sinopia.autograd.Variable;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.LayoutOp;
import org.sinopia.tensor.op.PadMode;
import org.sinopia.tensor.random.Draw;

/** y = the part of x from an index along one axis. ∂L/∂x = ∂L/∂y there and 0 elsewhere. */
public final class Slice extends DifferentiableOp {
  public static final OpSpec SPEC = new OpSpec("slice", Slice::problem);

  private final Variable x;
  private final int axis;
  private final int start;
  private final int length;

  private Slice(Variable x, int axis, int start, int length) {
    super(SPEC, x);
    this.x = x;
    this.axis = x.shape().axis(axis);
    this.start = start;
    this.length = length;
  }

  /**
   * Elements {@code start} to {@code start + length} (exclusive) along an axis; a negative axis
   * counts from the end.
   */
  public static Variable of(Variable x, int axis, int start, int length) {
    return new Slice(x, axis, start, length).apply();
  }

  @Override
  protected Tensor forward(Scope scope) {
    Tensor y = scope.empty(x.value().dtype(), x.shape().with(axis, length));
    new LayoutOp.Slice(x.value(), axis, start, y).run();
    return y;
  }

  @Override
  protected void backward(Tensor gradient, Gradients into) {
    List<Integer> before = new ArrayList<>(Collections.nCopies(x.shape().rank(), 0));
    before.set(axis, start);
    new LayoutOp.Pad(gradient, before, PadMode.ZERO, into.of(x)).run();
  }

  private static Problem problem(Scope scope, Draw draw) {
    Tensor x = draw.tensor(scope, draw.size(1, 3), draw.size(1, 5), draw.size(1, 4));
    int axis = draw.choice(0, 1, -1);
    int length = draw.size(1, x.shape().extent(axis));
    int start = draw.size(0, x.shape().extent(axis) - length);
    return Problem.of(x, v -> of(v, axis, start, length));
  }
}
