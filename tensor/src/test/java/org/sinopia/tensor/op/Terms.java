package org.sinopia.tensor.op;

import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.random.Draw;

/**
 * Operands of sums. A wild draw's huge numbers become infinite here: where they cancel, a sum in
 * any precision depends on its order, while infinities and NaN reach it in any order.
 */
final class Terms {
  private static final double HUGE = 1e10;

  private Terms() {}

  static Tensor of(Scope scope, Draw draw, int... extents) {
    return of(scope, draw, -2, 2, extents);
  }

  static Tensor of(Scope scope, Draw draw, double low, double high, int... extents) {
    double[] values = draw.values(Shape.of(extents).elements(), low, high);
    for (int i = 0; i < values.length; i++) {
      if (Math.abs(values[i]) > HUGE) {
        values[i] *= Double.POSITIVE_INFINITY;
      }
    }
    return scope.of(values, extents);
  }
}
