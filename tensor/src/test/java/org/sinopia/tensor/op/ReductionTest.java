package org.sinopia.tensor.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sinopia.tensor.DType;
import org.sinopia.tensor.DTypeMismatchException;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.EveryDevice;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.ShapeMismatchException;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.ReductionOp.ArgMin;
import org.sinopia.tensor.op.ReductionOp.MaxBackward;
import org.sinopia.tensor.op.ReductionOp.Reduce;
import org.sinopia.tensor.random.Draw;

/** Properties of reductions beyond the formula. */
class ReductionTest {
  private static final double NAN = Double.NaN;

  @EveryDevice
  void reducesByHand(String device) {
    try (Scope s = Scope.open(Device.of(device))) {
      Tensor x = s.of(new double[] {1, 2, 3, 4, 5, 6, 7, -8}, 2, 2, 2);
      assertArrayEquals(
          new double[] {6, 8, 10, -4}, reduce(s, ReduceFunction.SUM, x, List.of(0), 2, 2));
      assertArrayEquals(
          new double[] {2, 3, 6, -1}, reduce(s, ReduceFunction.MEAN, x, List.of(1), 2, 1, 2));
      assertArrayEquals(new double[] {6, 7}, reduce(s, ReduceFunction.MAX, x, List.of(0, -1), 2));
      assertArrayEquals(new double[] {20}, reduce(s, ReduceFunction.SUM, x, List.of()));
    }
  }

  @EveryDevice
  void sendsTheGradientOfTheMaximumToTheFirstOfEquals(String device) {
    try (Scope s = Scope.open(Device.of(device))) {
      Tensor x = s.of(new double[] {1, 4, 4, NAN, 9, NAN}, 2, 3);
      Tensor gradX = s.empty(2, 3);
      new MaxBackward(x, List.of(1), s.of(new double[] {5, 6}, 2), gradX).run();
      assertArrayEquals(new double[] {0, 5, 0, 6, 0, 0}, gradX.toDoubles());
      new MaxBackward(x, List.of(), s.of(new double[] {7}), gradX).run();
      assertArrayEquals(new double[] {0, 0, 0, 7, 0, 0}, gradX.toDoubles());
    }
  }

  @EveryDevice
  void findsTheFirstMinimumAndTakesNanForIt(String device) {
    try (Scope s = Scope.open(Device.of(device))) {
      Tensor x = s.of(new double[] {3, 1, 1, 2, NAN, NAN, -5, 0, -0.0}, 3, 3);
      Tensor indices = s.empty(DType.I32, Shape.of(3));
      new ArgMin(x, 1, indices).run();
      assertArrayEquals(new double[] {1, 1, 0}, indices.toDoubles());
      new ArgMin(x, 0, indices).run();
      assertArrayEquals(new double[] {2, 1, 1}, indices.toDoubles());
    }
  }

  @ParameterizedTest
  @EnumSource
  void givesTheSameBitsForAnyNumberOfThreads(ReduceFunction function) {
    try (Scope s = Scope.open(Device.cpu())) {
      Draw draw = Draw.of(List.of(1), 5);
      Tensor x = draw.tensor(s, 300, 3, 501);
      Threads.sameBits(new Reduce(function, x, List.of(), s.empty()));
      Threads.sameBits(new Reduce(function, x, List.of(0), s.empty(3, 501)));
      Threads.sameBits(new Reduce(function, x, List.of(1), s.empty(300, 501)));
      Threads.sameBits(new Reduce(function, x, List.of(2), s.empty(300, 3)));
      Threads.sameBits(new Reduce(function, x, List.of(0, 1), s.empty(501)));
      Threads.sameBits(new Reduce(function, x, List.of(0, 2), s.empty(3)));
      Threads.sameBits(new Reduce(function, x, List.of(1, 2), s.empty(300)));
    }
  }

  @Test
  void givesTheSameIndicesForAnyNumberOfThreads() {
    try (Scope s = Scope.open(Device.cpu())) {
      Draw draw = Draw.of(List.of(1), 5);
      Tensor x = draw.tensor(s, 300, 301);
      Threads.sameBits(new ArgMin(x, 1, s.empty(DType.I32, Shape.of(300))));
      Threads.sameBits(new MaxBackward(x, List.of(0), draw.tensor(s, 301), s.empty(300, 301)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 31, 64, 1000, 100_000})
  void countsExactly(int count) {
    try (Scope s = Scope.open(Device.cpu())) {
      double[] ones = new double[count];
      Arrays.fill(ones, 1);
      Tensor x = s.of(ones, count);
      assertArrayEquals(new double[] {count}, reduce(s, ReduceFunction.SUM, x, List.of()));
      assertArrayEquals(new double[] {1}, reduce(s, ReduceFunction.MEAN, x, List.of()));
    }
  }

  @Test
  void namesAxesThatRepeatOrAreNotThere() {
    try (Scope s = Scope.open(Device.reference())) {
      Tensor x = s.zeros(2, 3, 4);
      Op repeated = new Reduce(ReduceFunction.SUM, x, List.of(1, -2), s.zeros(2, 4));
      assertEquals(
          "reduce: axes [1, -2] of [2, 3, 4] repeat",
          assertThrows(IllegalArgumentException.class, repeated::check).getMessage());
    }
  }

  @Test
  void namesAResultOfAnotherShape() {
    try (Scope s = Scope.open(Device.reference())) {
      Op op = new Reduce(ReduceFunction.MAX, s.zeros(2, 3, 4), List.of(1), s.zeros(4, 2));
      assertEquals(
          "reduce: result is [4, 2], expected [2, 4] or [2, 1, 4] for axes [1] of [2, 3, 4]",
          assertThrows(ShapeMismatchException.class, op::check).getMessage());
    }
  }

  @Test
  void refusesRealIndices() {
    try (Scope s = Scope.open(Device.reference())) {
      Op op = new ArgMin(s.zeros(2, 3), 1, s.zeros(2));
      assertEquals(
          "arg_min: indices is F64, expected I32",
          assertThrows(DTypeMismatchException.class, op::check).getMessage());
    }
  }

  private static double[] reduce(
      Scope s, ReduceFunction function, Tensor x, List<Integer> axes, int... result) {
    Tensor y = s.empty(result);
    new Reduce(function, x, axes, y).run();
    return y.toDoubles();
  }
}
