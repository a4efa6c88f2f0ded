package org.sinopia.autograd;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sinopia.autograd.GradientCheck.Problem;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.ElementwiseOp;
import org.sinopia.tensor.op.LayoutOp;
import org.sinopia.tensor.op.ReduceFunction;
import org.sinopia.tensor.op.ReductionOp;
import org.sinopia.tensor.random.Draw;

/**
 * y = the sum, mean or maximum of x over some axes. With g = ∂L/∂y: every summand gets its group's
 * g, of a mean g divided by the number of summands; of a maximum the first maximal element gets g,
 * the others 0.
 */
public final class Reduce extends DifferentiableOp {
  private static final Map<ReduceFunction, OpSpec> BY_FUNCTION =
      new EnumMap<>(ReduceFunction.class);

  static {
    for (ReduceFunction function : ReduceFunction.values()) {
      String name = "reduce_" + function.name().toLowerCase(Locale.ROOT);
      BY_FUNCTION.put(function, new OpSpec(name, (scope, draw) -> problem(function, scope, draw)));
    }
  }

  /** One for each function. */
  public static final Collection<OpSpec> SPECS =
      Collections.unmodifiableCollection(BY_FUNCTION.values());

  private final ReduceFunction function;
  private final Variable x;
  private final List<Integer> axes;
  private final Shape kept;
  private final Shape result;

  private Reduce(ReduceFunction function, Variable x, List<Integer> axes, boolean keepAxes) {
    super(BY_FUNCTION.get(function), x);
    this.function = function;
    this.x = x;
    this.axes = axes;
    Shape shape = x.shape();
    List<Integer> reduced = axes.stream().map(shape::axis).toList();
    int[] ones = shape.extents();
    int[] left = new int[ones.length];
    int count = 0;
    for (int axis = 0; axis < ones.length; axis++) {
      if (axes.isEmpty() || reduced.contains(axis)) {
        ones[axis] = 1;
      } else {
        left[count++] = ones[axis];
      }
    }
    this.kept = Shape.of(ones);
    this.result = keepAxes ? kept : Shape.of(Arrays.copyOf(left, count));
  }

  /**
   * As {@link ReductionOp.Reduce}.
   *
   * @param axes distinct axes of x, negative ones counted from the end; empty means all
   * @param keepAxes whether reduced axes stay, with extent 1
   */
  public static Variable of(
      ReduceFunction function, Variable x, List<Integer> axes, boolean keepAxes) {
    return new Reduce(function, x, axes, keepAxes).apply();
  }

  /** The sum over some axes, which are left out; over all if none is given. */
  public static Variable sum(Variable x, Integer... axes) {
    return of(ReduceFunction.SUM, x, List.of(axes), false);
  }

  /** The arithmetic mean over some axes, which are left out; over all if none is given. */
  public static Variable mean(Variable x, Integer... axes) {
    return of(ReduceFunction.MEAN, x, List.of(axes), false);
  }

  /** The maximum over some axes, which are left out; over all if none is given. */
  public static Variable max(Variable x, Integer... axes) {
    return of(ReduceFunction.MAX, x, List.of(axes), false);
  }

  @Override
  protected Tensor forward(Scope scope) {
    Tensor y = scope.empty(x.value().dtype(), result);
    new ReductionOp.Reduce(function, x.value(), axes, y).run();
    return y;
  }

  @Override
  protected void backward(Tensor gradient, Gradients into) {
    switch (function) {
      case SUM -> new LayoutOp.Expand(gradient.reshape(kept), into.of(x)).run();
      case MEAN -> {
        Tensor share = into.temporary(kept);
        double summands = (double) x.shape().elements() / kept.elements();
        new ElementwiseOp.Axpby(1 / summands, gradient.reshape(kept), 0, share).run();
        new LayoutOp.Expand(share, into.of(x)).run();
      }
      case MAX -> new ReductionOp.MaxBackward(x.value(), axes, gradient, into.of(x)).run();
    }
  }

  private static Problem problem(ReduceFunction function, Scope scope, Draw draw) {
    int[] extents = {draw.size(1, 3), draw.size(1, 5), draw.size(1, 4)};
    List<Integer> axes =
        draw.choice(
            List.of(), List.of(0), List.of(-1), List.of(1, 2), List.of(2, 0), List.of(0, 1, 2));
    boolean keep = draw.flip();
    Tensor x = SmoothPoints.distinct(scope, draw, extents);
    return Problem.of(x, v -> of(function, v, axes, keep));
  }
}
