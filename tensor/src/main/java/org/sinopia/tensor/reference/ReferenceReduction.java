package org.sinopia.tensor.reference;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.util.Arrays;
import java.util.List;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.op.ReductionOp;
import org.sinopia.tensor.op.ReductionOp.ArgMin;
import org.sinopia.tensor.op.ReductionOp.MaxBackward;
import org.sinopia.tensor.op.ReductionOp.Reduce;
import org.sinopia.tensor.reference.array.Reals;

/** Reductions over any set of axes. */
final class ReferenceReduction {
  private ReferenceReduction() {}

  static void run(ReductionOp op) {
    switch (op) {
      case Reduce o -> reduce(o);
      case MaxBackward o -> maxBackward(o);
      case ArgMin o -> argMin(o);
    }
  }

  private static void reduce(Reduce op) {
    Reals x = new Reals(op.x());
    Reals y = new Reals(op.y());
    int[] groups = groups(op.x().shape(), op.axes());
    double count = (double) op.x().elements() / op.y().elements();
    for (int j = 0; j < op.y().elements(); j++) {
      y.set(
          j,
          switch (op.function()) {
            case SUM, MEAN -> 0;
            case MAX -> Double.NEGATIVE_INFINITY;
          });
    }
    for (int i = 0; i < op.x().elements(); i++) {
      int j = groups[i];
      y.set(
          j,
          switch (op.function()) {
            case SUM -> y.at(j) + x.at(i);
            case MEAN -> y.at(j) + x.at(i) / count;
            case MAX -> Math.max(y.at(j), x.at(i));
          });
    }
  }

  private static void maxBackward(MaxBackward op) {
    Reals x = new Reals(op.x());
    Reals gradY = new Reals(op.gradY());
    Reals gradX = new Reals(op.gradX());
    int[] groups = groups(op.x().shape(), op.axes());
    int[] first = new int[op.gradY().elements()];
    Arrays.fill(first, -1);
    for (int i = 0; i < op.x().elements(); i++) {
      int j = groups[i];
      if (first[j] < 0
          || x.at(i) > x.at(first[j])
          || (Double.isNaN(x.at(i)) && !Double.isNaN(x.at(first[j])))) {
        first[j] = i;
      }
      gradX.set(i, 0);
    }
    for (int j = 0; j < first.length; j++) {
      gradX.set(first[j], gradY.at(j));
    }
  }

  private static void argMin(ArgMin op) {
    Reals x = new Reals(op.x());
    int axis = op.x().shape().axis(op.axis());
    int outer = op.x().shape().elements(0, axis);
    int n = op.x().shape().extent(axis);
    int inner = op.x().shape().stride(axis);
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < inner; i++) {
        int best = 0;
        double least = x.at(o * n * inner + i);
        for (int k = 1; k < n; k++) {
          double candidate = x.at((o * n + k) * inner + i);
          if (candidate < least || (Double.isNaN(candidate) && !Double.isNaN(least))) {
            best = k;
            least = candidate;
          }
        }
        op.indices().memory().setAtIndex(JAVA_INT, o * inner + i, best);
      }
    }
  }

  /** For each element of x, the element of the result that it goes into. */
  private static int[] groups(Shape x, List<Integer> axes) {
    List<Integer> reduced = axes.stream().map(x::axis).toList();
    int[] groups = new int[x.elements()];
    for (int i = 0; i < groups.length; i++) {
      for (int axis = 0; axis < x.rank(); axis++) {
        if (!axes.isEmpty() && !reduced.contains(axis)) {
          groups[i] = groups[i] * x.extent(axis) + i / x.stride(axis) % x.extent(axis);
        }
      }
    }
    return groups;
  }
}
