package org.sinopia.tensor.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sinopia.tensor.DType;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.ReductionOp.ArgMin;
import org.sinopia.tensor.op.ReductionOp.MaxBackward;
import org.sinopia.tensor.op.ReductionOp.Reduce;
import org.sinopia.tensor.random.Draw;

/** Instances of reductions. */
final class ReductionCases {
  private ReductionCases() {}

  static List<OpCase> all() {
    return List.of(
        new OpCase("reduce", Reduce.class, 1e-6, true, ReductionCases::reduce),
        new OpCase("reduce of many", Reduce.class, 1e-6, false, ReductionCases::reduceMany),
        new OpCase("max_backward", MaxBackward.class, 0, true, ReductionCases::maxBackward),
        new OpCase("arg_min", ArgMin.class, 0, true, ReductionCases::argMin));
  }

  /**
   * Terms mostly positive: where as much is taken off as is added, the sum's error is its own size.
   */
  private static Op reduce(Scope s, Draw draw) {
    int[] extents = extents(draw, 9);
    List<Integer> axes = axes(draw, extents.length);
    Tensor y = s.empty(reduced(draw, extents, axes));
    ReduceFunction function = draw.choice(ReduceFunction.values());
    return new Reduce(function, Terms.of(s, draw, -0.5, 2, extents), axes, y);
  }

  /** Positive terms, so that their sum is as large as the sum of their magnitudes. */
  private static Op reduceMany(Scope s, Draw draw) {
    int[] extents = {17 * draw.size(1, 20), draw.size(1, 5), 23 * draw.size(1, 20)};
    List<Integer> axes = axes(draw, 3);
    Tensor y = s.empty(reduced(draw, extents, axes));
    ReduceFunction function = draw.choice(ReduceFunction.values());
    return new Reduce(function, draw.tensorBetween(0, 2, s, extents), axes, y);
  }

  private static Op maxBackward(Scope s, Draw draw) {
    int[] extents = extents(draw, 9);
    List<Integer> axes = axes(draw, extents.length);
    Tensor gradY = draw.tensor(s, reduced(draw, extents, axes));
    return new MaxBackward(withTies(s, draw, extents), axes, gradY, s.empty(extents));
  }

  private static Op argMin(Scope s, Draw draw) {
    int[] extents = extents(draw, 24);
    int axis = draw.choice(0, extents.length - 1, -1);
    int[] result = reduced(draw, extents, List.of(axis));
    return new ArgMin(withTies(s, draw, extents), axis, s.empty(DType.I32, Shape.of(result)));
  }

  private static Tensor withTies(Scope s, Draw draw, int... extents) {
    double[] values = draw.values(Shape.of(extents).elements());
    Arrays.setAll(values, i -> Math.abs(values[i]) < 2 ? Math.rint(2 * values[i]) : values[i]);
    return s.of(values, extents);
  }

  private static int[] extents(Draw draw, int most) {
    int[] extents = new int[draw.size(1, 4)];
    Arrays.setAll(extents, i -> draw.size(1, most));
    return extents;
  }

  private static List<Integer> axes(Draw draw, int rank) {
    List<Integer> axes = new ArrayList<>();
    for (int axis = 0; axis < rank; axis++) {
      if (draw.flip()) {
        axes.add(draw.flip() ? axis : axis - rank);
      }
    }
    return axes;
  }

  private static int[] reduced(Draw draw, int[] extents, List<Integer> axes) {
    boolean keep = draw.flip();
    List<Integer> left = new ArrayList<>();
    for (int axis = 0; axis < extents.length; axis++) {
      if (!axes.isEmpty() && !axes.contains(axis) && !axes.contains(axis - extents.length)) {
        left.add(extents[axis]);
      } else if (keep) {
        left.add(1);
      }
    }
    return left.stream().mapToInt(i -> i).toArray();
  }
}
