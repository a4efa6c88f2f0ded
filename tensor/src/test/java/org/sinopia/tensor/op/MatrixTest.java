package org.sinopia.tensor.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sinopia.tensor.AliasingException;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.EveryDevice;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.ShapeMismatchException;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.MatrixOp.Gemm;
import org.sinopia.tensor.random.Draw;

/** Properties of matrix products beyond the formula. */
class MatrixTest {
  @EveryDevice
  void multipliesByHand(String device) {
    try (Scope s = Scope.open(Device.of(device))) {
      Tensor a = s.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3);
      Tensor weight = s.of(new double[] {1, 0, -1, 2, 1, 0}, 2, 3);
      Tensor bias = s.of(new double[] {10, 20}, 2);
      Tensor y = s.empty(2, 2);
      Gemm.linear(a, weight, bias, y).run();
      assertArrayEquals(new double[] {8, 24, 8, 33}, y.toDoubles());
      Tensor c = ones(s, 3, 2);
      new Gemm(a, true, y, false, 0.5, 2, null, c).run();
      assertArrayEquals(new double[] {22, 80, 30, 108.5, 38, 137}, c.toDoubles());
    }
  }

  @EveryDevice
  void leavesOldContentUnreadWhenBetaIsZero(String device) {
    try (Scope s = Scope.open(Device.of(device))) {
      for (int size : List.of(1, 5, 70)) {
        Tensor c = s.of(filled(size * size, Double.NaN), size, size);
        Gemm.of(ones(s, size, 3), false, ones(s, 3, size), false, c).run();
        assertArrayEquals(filled(size * size, 3), c.toDoubles());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 40, 40", "40, 1, 40", "40, 40, 1", "1, 1, 3000", "200, 200, 200"})
  void keepsNanTimesZero(int m, int n, int k) {
    try (Scope s = Scope.open(Device.cpu())) {
      double[] a = filled(m * k, 0);
      double[] b = filled(k * n, 0);
      a[0] = Double.NaN;
      b[0] = Double.POSITIVE_INFINITY;
      Tensor c = s.empty(m, n);
      Gemm.of(s.of(a, m, k), false, s.of(b, k, n), false, c).run();
      double[] product = c.toDoubles();
      for (int i = 0; i < m * n; i++) {
        boolean reached = i < n || i % n == 0;
        assertEquals(reached ? Double.NaN : 0, product[i], "element " + i);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2048, 40, 30, false, false, 1",
    "40, 2048, 30, true, true, 1",
    "40, 30, 9000, true, false, 1",
    "300, 170, 90, false, true, 3",
    "64, 48, 1500, false, false, 5",
    "1, 3000, 90, false, false, 1",
    "1, 900, 300, false, true, 1",
    "3000, 1, 90, true, false, 1"
  })
  void givesTheSameBitsForAnyNumberOfThreads(
      int m, int n, int k, boolean transposeA, boolean transposeB, int batch) {
    try (Scope s = Scope.open(Device.cpu())) {
      Draw draw = Draw.of(List.of(1), 11);
      Tensor a = draw.tensor(s, batch, transposeA ? k : m, transposeA ? m : k);
      Tensor b = draw.tensor(s, batch, transposeB ? n : k, transposeB ? k : n);
      Tensor bias = draw.tensor(s, n);
      Tensor c = draw.tensor(s, batch, m, n);
      Threads.sameBits(new Gemm(a, transposeA, b, transposeB, 0.7, 0.3, bias, c));
    }
  }

  @Test
  void namesInnerDimensionsThatDiffer() {
    try (Scope s = Scope.open(Device.reference())) {
      Op op = Gemm.of(s.zeros(8, 192), false, s.zeros(288, 192), false, s.zeros(8, 192));
      assertEquals(
          "gemm: [8, 192] x [288, 192]: inner dimensions 192 and 288 differ",
          assertThrows(ShapeMismatchException.class, op::check).getMessage());
    }
  }

  @Test
  void namesLeadingAxesThatDiffer() {
    try (Scope s = Scope.open(Device.reference())) {
      Op op = Gemm.of(s.zeros(2, 3, 4), false, s.zeros(3, 4, 5), false, s.zeros(2, 3, 5));
      assertEquals(
          "gemm: [2, 3, 4] x [3, 4, 5]: leading axes differ",
          assertThrows(ShapeMismatchException.class, op::check).getMessage());
    }
  }

  @Test
  void namesAResultOrBiasOfAnotherShape() {
    try (Scope s = Scope.open(Device.reference())) {
      Op op = Gemm.of(s.zeros(2, 3), false, s.zeros(3, 4), false, s.zeros(4, 2));
      assertEquals(
          "gemm: c is [4, 2], expected [2, 4]",
          assertThrows(ShapeMismatchException.class, op::check).getMessage());
      Op biased = Gemm.linear(s.zeros(2, 3), s.zeros(4, 3), s.zeros(2), s.zeros(2, 4));
      assertEquals(
          "gemm: bias is [2], expected [4]",
          assertThrows(ShapeMismatchException.class, biased::check).getMessage());
    }
  }

  @Test
  void refusesVectors() {
    try (Scope s = Scope.open(Device.reference())) {
      Op op = Gemm.of(s.zeros(3), false, s.zeros(3, 4), false, s.zeros(4));
      assertEquals(
          "gemm: [3] x [3, 4]: expected matrices",
          assertThrows(ShapeMismatchException.class, op::check).getMessage());
    }
  }

  @Test
  void refusesAnAlphaOfZero() {
    try (Scope s = Scope.open(Device.reference())) {
      Tensor a = s.zeros(2, 2);
      Op op = new Gemm(a, false, a, false, 0, 1, null, s.zeros(2, 2));
      assertEquals(
          "gemm: alpha is 0.0, expected a factor other than 0",
          assertThrows(IllegalArgumentException.class, op::check).getMessage());
    }
  }

  @Test
  void refusesAResultOverAnOperand() {
    try (Scope s = Scope.open(Device.reference())) {
      Tensor a = s.zeros(2, 2);
      Op op = Gemm.of(a, false, s.zeros(2, 2), false, a);
      assertTrue(
          assertThrows(AliasingException.class, op::check)
              .getMessage()
              .startsWith("gemm: output F64[2, 2]@reference overlaps input"));
    }
  }

  private static Tensor ones(Scope s, int... extents) {
    Tensor tensor = s.empty(extents);
    return tensor.set(filled(tensor.elements(), 1));
  }

  private static double[] filled(int count, double value) {
    return IntStream.range(0, count).mapToDouble(i -> value).toArray();
  }
}
