package org.sinopia.autograd.op;

import java.util.ArrayList;
import java.util.List;
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
 * y = the parts one after the other along one axis. ∂L/∂part = the slice of ∂L/∂y where it went.
 */
public final class Concat extends DifferentiableOp {
  public static final OpSpec SPEC = new OpSpec("concat", Concat::problem);

  private final List<Variable> parts;
  private final int axis;

  private Concat(List<Variable> parts, int axis) {
    super(SPEC, parts.toArray(Variable[]::new));
    this.parts = parts;
    this.axis = axis;
  }

  /**
   * The parts joined.
   *
   * @param parts at least one; extents agree but along the axis
   * @param axis negative ones count from the end
   */
  public static Variable of(List<Variable> parts, int axis) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("concat: nothing to concatenate");
    }
    return new Concat(List.copyOf(parts), axis).apply();
  }

  @Override
  protected Tensor forward(Scope scope) {
    int total = parts.stream().mapToInt(part -> part.shape().extent(axis)).sum();
    Tensor first = parts.getFirst().value();
    Tensor y = scope.empty(first.dtype(), first.shape().with(axis, total));
    new LayoutOp.Concat(parts.stream().map(Variable::value).toList(), axis, y).run();
    return y;
  }

  @Override
  protected void backward(Tensor gradient, Gradients into) {
    int start = 0;
    for (Variable part : parts) {
      if (into.wants(part)) {
        new LayoutOp.Slice(gradient, axis, start, into.of(part)).run();
      }
      start += part.shape().extent(axis);
    }
  }

  private static Problem problem(Scope scope, Draw draw) {
    int axis = draw.choice(0, 1, -1);
    int[] extents = {draw.size(1, 3), draw.size(1, 3), draw.size(1, 3)};
    List<Tensor> parts = new ArrayList<>();
    int count = draw.size(1, 3);
    for (int i = 0; i < count; i++) {
      extents[axis < 0 ? axis + 3 : axis] = draw.size(1, 4);
      parts.add(draw.tensor(scope, extents));
    }
    return new Problem(parts, v -> of(v, axis));
  }
}
