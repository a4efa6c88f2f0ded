package org.sinopia.tensor.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sinopia.tensor.DType;
import org.sinopia.tensor.DTypeMismatchException;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.EveryDevice;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.ShapeMismatchException;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.LayoutOp.Cast;
import org.sinopia.tensor.op.LayoutOp.Concat;
import org.sinopia.tensor.op.LayoutOp.Expand;
import org.sinopia.tensor.op.LayoutOp.Gather;
import org.sinopia.tensor.op.LayoutOp.Pad;
import org.sinopia.tensor.op.LayoutOp.PadBackward;
import org.sinopia.tensor.op.LayoutOp.Permute;
import org.sinopia.tensor.op.LayoutOp.ScatterAdd;
import org.sinopia.tensor.op.LayoutOp.Slice;
import org.sinopia.tensor.random.Draw;

/** Properties of ops that move elements, beyond the formula. */
class LayoutTest {
  private static final double[] SIX = {1, 2, 3, 4, 5, 6};

  @EveryDevice
  void movesElementsByHand(String device) {
    try (Scope s = Scope.open(Device.of(device))) {
      Tensor x = s.of(SIX, 2, 3);
      Tensor turned = s.empty(3, 2);
      new Permute(x, List.of(-1, 0), turned).run();
      assertArrayEquals(new double[] {1, 4, 2, 5, 3, 6}, turned.toDoubles());
      Tensor expanded = s.empty(2, 2, 3);
      new Expand(s.of(new double[] {7, 8}, 2, 1), expanded).run();
      assertArrayEquals(new double[] {7, 7, 7, 8, 8, 8, 7, 7, 7, 8, 8, 8}, expanded.toDoubles());
      Tensor part = s.empty(2, 2);
      new Slice(x, -1, 1, part).run();
      assertArrayEquals(new double[] {2, 3, 5, 6}, part.toDoubles());
      Tensor joined = s.empty(2, 5);
      new Concat(List.of(part, x), 1, joined).run();
      assertArrayEquals(new double[] {2, 3, 1, 2, 3, 5, 6, 4, 5, 6}, joined.toDoubles());
      Tensor rows = s.empty(3, 3);
      new Gather(x, s.of(new int[] {1, 2, -1}, 3), rows).run();
      assertArrayEquals(new double[] {4, 5, 6, 0, 0, 0, 0, 0, 0}, rows.toDoubles());
      Tensor added = s.empty(2, 2);
      new ScatterAdd(turned, s.of(new int[] {1, 2, 1}, 3), added).run();
      assertArrayEquals(new double[] {0, 0, 4, 10}, added.toDoubles());
    }
  }

  @EveryDevice
  void mirrorsWithoutRepeatingTheEdge(String device) {
    try (Scope s = Scope.open(Device.of(device))) {
      Tensor y = s.empty(3, 6);
      new Pad(s.of(SIX, 2, 3), List.of(1, 2), PadMode.REFLECT, y).run();
      double[] wanted = {6, 5, 4, 5, 6, 5, 3, 2, 1, 2, 3, 2, 6, 5, 4, 5, 6, 5};
      assertArrayEquals(wanted, y.toDoubles());
      Tensor counts = s.empty(2, 3);
      double[] ones = new double[18];
      Arrays.fill(ones, 1);
      new PadBackward(s.of(ones, 3, 6), List.of(1, 2), PadMode.REFLECT, counts).run();
      assertArrayEquals(new double[] {1, 3, 2, 2, 6, 4}, counts.toDoubles());
    }
  }

  @EveryDevice
  void surroundsWithZeros(String device) {
    try (Scope s = Scope.open(Device.of(device))) {
      Tensor y = s.empty(DType.U8, Shape.of(2, 5));
      Tensor x = s.empty(DType.U8, Shape.of(1, 3)).set(new int[] {7, 8, 255});
      new Pad(x, List.of(1, 1), PadMode.ZERO, y).run();
      assertArrayEquals(new double[] {0, 0, 0, 0, 0, 0, 7, 8, 255, 0}, y.toDoubles());
    }
  }

  /** 1 + 2⁻⁸ lies midway between two bfloat16s; the even one is 1. */
  @ParameterizedTest
  @CsvSource({
    "BF16, 1.00390625, 1",
    "BF16, 1.01171875, 1.015625",
    "BF16, 1.00390626, 1.0078125",
    "BF16, 1.0039062500001, 1.0078125",
    "BF16, -1e300, -Infinity",
    "BF16, NaN, NaN",
    "U8, 2.5, 2",
    "U8, 3.5, 4",
    "U8, 255.6, 255",
    "U8, -0.6, 0",
    "U8, NaN, 0",
    "U16, 65535.5, 65535",
    "U16, Infinity, 65535",
    "I32, -2.5, -2",
    "I32, 3e9, 2147483647",
    "I32, -Infinity, -2147483648",
    "F32, 16777217, 16777216",
    "F32, 1e39, Infinity"
  })
  void castsToNearestEven(DType dtype, double value, double wanted) {
    for (String device : List.of("reference", "cpu")) {
      try (Scope s = Scope.open(Device.of(device))) {
        Tensor y = s.empty(dtype, Shape.of());
        new Cast(s.empty(DType.F64, Shape.of()).set(value), y).run();
        assertEquals(wanted, y.item(), device);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"BF16", "U8", "U16", "I32", "F64"})
  void castsWholeVectorsAsSingleElements(DType dtype) {
    try (Scope s = Scope.open(Device.cpu())) {
      double[] values = Draw.wild(List.of(1), 3).values(1000, -300, 70_000);
      Tensor x = s.of(values, 1000);
      Tensor y = s.empty(dtype, x.shape());
      new Cast(x, y).run();
      Tensor back = s.empty(1000);
      new Cast(y, back).run();
      for (int i = 0; i < 1000; i++) {
        Tensor one = s.empty(dtype, Shape.of());
        dtype.set(one.memory(), 0, values[i]);
        assertEquals(one.item(), y.slice(i, i + 1).item(), "from " + values[i]);
        assertEquals((float) one.item(), back.slice(i, i + 1).item(), "back from " + values[i]);
      }
    }
  }

  @Test
  void givesTheSameBitsForAnyNumberOfThreads() {
    try (Scope s = Scope.open(Device.cpu())) {
      Draw draw = Draw.of(List.of(1), 5);
      Tensor x = draw.tensor(s, 70, 30, 90);
      Threads.sameBits(new Cast(x, s.empty(DType.BF16, x.shape())));
      Threads.sameBits(new Permute(x, List.of(2, 1, 0), s.empty(90, 30, 70)));
      Threads.sameBits(new Permute(x, List.of(1, 0, 2), s.empty(30, 70, 90)));
      Threads.sameBits(new Expand(x, s.empty(2, 70, 30, 90)));
      Threads.sameBits(new Slice(x, 0, 7, s.empty(60, 30, 90)));
      Threads.sameBits(new Concat(List.of(x, x), 2, s.empty(70, 30, 180)));
      List<Integer> before = List.of(3, 2, 1);
      Tensor padded = draw.tensor(s, 80, 40, 100);
      Threads.sameBits(new Pad(x, before, PadMode.ZERO, s.empty(80, 40, 100)));
      Threads.sameBits(new Pad(x, before, PadMode.REFLECT, s.empty(80, 40, 100)));
      Threads.sameBits(new PadBackward(padded, before, PadMode.REFLECT, s.empty(70, 30, 90)));
      Tensor indices = draw.indices(s, 70, 200);
      Threads.sameBits(new Gather(x, indices, s.empty(200, 30, 90)));
      Threads.sameBits(new ScatterAdd(draw.tensor(s, 200, 300), indices, s.empty(70, 300)));
    }
  }

  @Test
  void namesWhatDoesNotFit() {
    try (Scope s = Scope.open(Device.reference())) {
      Tensor x = s.zeros(2, 3);
      refused(
          "permute: axes [0, 0] do not reorder the axes of [2, 3]",
          new Permute(x, List.of(0, 0), s.zeros(2, 2)));
      refused(
          "permute: y is [2, 3], expected [3, 2]", new Permute(x, List.of(1, 0), s.zeros(2, 3)));
      refused("slice: [1, 4) of axis 1 of [2, 3]", new Slice(x, 1, 1, s.zeros(2, 3)));
      refused(
          "concat: the parts' 6 along axis 1 do not fill [2, 5]",
          new Concat(List.of(x, x), 1, s.zeros(2, 5)));
      refused("concat: part is [2, 3], expected [4, 3]", new Concat(List.of(x), 1, s.zeros(4, 3)));
      refused("concat: nothing to concatenate", new Concat(List.of(), 0, s.zeros(1)));
      refused(
          "pad: axis 1 of [2, 3] to [2, 8]: 3 before and 2 after, each expected 0 to 2",
          new Pad(x, List.of(0, 3), PadMode.REFLECT, s.zeros(2, 8)));
      refused("gather: y is [4, 2], expected [4, 3]", gather(s, x, s.zeros(4, 2)));
      refused("cast: y is [3, 2], expected [2, 3]", new Cast(x, s.zeros(3, 2)));
    }
  }

  @Test
  void refusesIndicesThatAreNotIntegers() {
    try (Scope s = Scope.open(Device.reference())) {
      Op op = new Gather(s.zeros(2, 3), s.zeros(4), s.zeros(4, 3));
      assertEquals(
          "gather: indices is F64, expected I32",
          assertThrows(DTypeMismatchException.class, op::check).getMessage());
    }
  }

  private static Op gather(Scope s, Tensor x, Tensor y) {
    return new Gather(x, s.of(new int[4], 4), y);
  }

  private static void refused(String message, Op op) {
    Class<? extends RuntimeException> kind =
        message.contains("reorder") || message.contains("nothing")
            ? IllegalArgumentException.class
            : ShapeMismatchException.class;
    assertEquals(message, assertThrows(kind, op::check).getMessage());
  }
}
