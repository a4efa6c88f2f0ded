package org.sinopia.autograd;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.random.Draw;

/**
 * Arguments for gradient checks that keep away from kinks by more than the steps of a finite
 * difference.
 */
public final class SmoothPoints {
  private SmoothPoints() {}

  /** Numbers of either sign with magnitudes in [least, most). */
  public static Tensor awayFromZero(
      Scope scope, Draw draw, double least, double most, int... extents) {
    double[] values = draw.values(Shape.of(extents).elements(), least, most);
    for (int i = 0; i < values.length; i++) {
      values[i] = draw.flip() ? values[i] : -values[i];
    }
    return scope.of(values, extents);
  }

  /**
   * Numbers at multiples of ½ plus an offset, give or take 0.05: those of two offsets 0 and ¼ never
   * meet.
   */
  public static Tensor nearGrid(Scope scope, Draw draw, double offset, int... extents) {
    double[] values = draw.values(Shape.of(extents).elements(), -0.05, 0.05);
    for (int i = 0; i < values.length; i++) {
      values[i] += offset + 0.5 * Math.round(draw.value(-4, 4));
    }
    return scope.of(values, extents);
  }

  /** Numbers that all differ by at least 0.1, in random order. */
  static Tensor distinct(Scope scope, Draw draw, int... extents) {
    int count = Shape.of(extents).elements();
    double[] keys = draw.values(count);
    Integer[] order = IntStream.range(0, count).boxed().toArray(Integer[]::new);
    Arrays.sort(order, Comparator.comparingDouble(i -> keys[i]));
    double[] values = new double[count];
    for (int rank = 0; rank < count; rank++) {
      values[order[rank]] = 0.1 * (rank - count / 2);
    }
    return scope.of(values, extents);
  }
}
