package org.sinopia.tensor.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.EveryDevice;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.ShapeMismatchException;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.cpu.CpuBackend;
import org.sinopia.tensor.random.Draw;

/** The 3×3 convolution by hand, and what must hold of it. */
class ConvolutionTest {
  @EveryDevice
  void aPixelSpreadsTheKernelTurnedByHalfATurn(String device) {
    try (Scope scope = Scope.open(Device.of(device))) {
      Tensor x = scope.of(new double[] {0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0}, 1, 1, 3, 4);
      Tensor y = scope.empty(1, 1, 3, 4);
      new ImageOp.Conv3x3(x, kernel(scope), scope.of(new double[] {10}, 1), y).run();
      assertArrayEquals(
          new double[] {19, 18, 17, 10, 16, 15, 14, 10, 13, 12, 11, 10}, y.toDoubles());
    }
  }

  /** At a corner four taps are inside: the kernel's lower right, upper right, … quarters. */
  @EveryDevice
  void outsideIsZero(String device) {
    try (Scope scope = Scope.open(Device.of(device))) {
      Tensor x = scope.of(new double[] {1, 1, 1, 1}, 1, 1, 2, 2);
      Tensor y = scope.empty(1, 1, 2, 2);
      new ImageOp.Conv3x3(x, kernel(scope), scope.of(new double[1], 1), y).run();
      assertArrayEquals(
          new double[] {5 + 6 + 8 + 9, 4 + 5 + 7 + 8, 2 + 3 + 5 + 6, 1 + 2 + 4 + 5}, y.toDoubles());
    }
  }

  /** ⟨conv(x), g⟩ = ⟨x, gradX⟩ without bias, and = ⟨w, gradW⟩: each is linear in x and in w. */
  @EveryDevice
  void backwardIsTheTransposeOfForward(String device) {
    Draw draw = Draw.of(List.of(1), 3);
    try (Scope scope = Scope.open(Device.of(device))) {
      Tensor x = draw.tensor(scope, 2, 3, 19, 37);
      Tensor weight = draw.tensor(scope, 4, 3, 3, 3);
      Tensor grad = draw.tensor(scope, 2, 4, 19, 37);
      Tensor y = scope.emptyLike(grad);
      Tensor gradX = scope.emptyLike(x);
      Tensor gradWeight = scope.emptyLike(weight);
      Tensor gradBias = scope.empty(4);
      new ImageOp.Conv3x3(x, weight, scope.of(new double[4], 4), y).run();
      new ImageOp.Conv3x3Backward(x, weight, grad, gradX, gradWeight, gradBias).run();
      double product = dot(y, grad);
      double bound = 1e-5 * Math.sqrt(dot(y, y) * dot(grad, grad));
      assertEquals(product, dot(x, gradX), bound);
      assertEquals(product, dot(weight, gradWeight), bound);
    }
  }

  @Test
  void sameBitsForAnyNumberOfThreads() {
    try (Scope reference = Scope.open(Device.reference());
        Scope scope = Scope.open(Device.cpu())) {
      for (OpCase opCase : ConvolutionCases.all()) {
        Op op =
            opCase
                .make()
                .apply(reference, Draw.of(List.of(3, 5, 40, 50, 7), 1))
                .map(t -> t.to(scope));
        List<float[]> expected = outputs(op, 1);
        for (int threads : new int[] {2, 7}) {
          List<float[]> got = outputs(op, threads);
          for (int i = 0; i < got.size(); i++) {
            assertArrayEquals(expected.get(i), got.get(i), opCase.name());
          }
        }
      }
    }
  }

  @Test
  void misuseIsNamed() {
    try (Scope s = Scope.open(Device.reference())) {
      Tensor x = s.empty(1, 2, 4, 4);
      assertEquals(
          "conv3x3: weight is [3, 1, 3, 3], expected [any, 2, 3, 3]",
          assertThrows(
                  ShapeMismatchException.class,
                  new ImageOp.Conv3x3(x, s.empty(3, 1, 3, 3), s.empty(3), s.empty(1, 3, 4, 4))::run)
              .getMessage());
      assertEquals(
          "conv3x3: y is [1, 2, 4, 4], expected [1, 3, 4, 4]",
          assertThrows(
                  ShapeMismatchException.class,
                  new ImageOp.Conv3x3(x, s.empty(3, 2, 3, 3), s.empty(3), s.empty(1, 2, 4, 4))::run)
              .getMessage());
    }
  }

  /** 1 … 9 row by row. */
  private static Tensor kernel(Scope scope) {
    return scope.of(new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, 1, 1, 3, 3);
  }

  private static double dot(Tensor a, Tensor b) {
    double[] left = a.toDoubles();
    double[] right = b.toDoubles();
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      sum += left[i] * right[i];
    }
    return sum;
  }

  private static List<float[]> outputs(Op op, int threads) {
    new CpuBackend(threads).run(op);
    return op.outputs().stream().map(Tensor::toFloats).toList();
  }
}
