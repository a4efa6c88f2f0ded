package org.sinopia.tensor.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.ShapeMismatchException;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.FitOp.NonNegativeLeastSquares;
import org.sinopia.tensor.random.Draw;

/** Properties of a non-negative least-squares fit on any device. */
class FitTest {

  @Test
  void valuesByHand() {
    // Columns (1, 0) and (1, 1): y = (1, 3) is (-2, 3), so the first is 0 and the second (1 + 3) /
    // 2.
    try (Scope s = Scope.open(Device.reference())) {
      Tensor a = s.empty(1, 2);
      new NonNegativeLeastSquares(
              s.of(new double[] {1, 1, 1, 2}, 2, 2),
              s.of(new double[] {1, 4}, 1, 2),
              s.zeros(1, 2),
              100,
              0,
              a)
          .run();
      assertArrayEquals(new double[] {0, 2}, a.toDoubles(), 1e-12);
    }
  }

  /** Karush, Kuhn and Tucker: no amplitude below 0, no slope below 0, one of the two 0. */
  @Property(tries = 60)
  void endsAtTheMinimum(@ForAll @IntRange(min = 1, max = 24) int k, @ForAll long seed) {
    try (Scope s = Scope.open(Device.reference())) {
      Draw draw = Draw.of(List.of(1), seed);
      Tensor gram = FitCases.gram(s, draw, k);
      Tensor p = draw.tensor(s, 5, k);
      Tensor a = s.empty(5, k);
      new NonNegativeLeastSquares(gram, p, s.zeros(5, k), 20_000, 1e-12, a).run();
      double[] g = gram.toDoubles();
      for (int row = 0; row < 5; row++) {
        for (int i = 0; i < k; i++) {
          double amplitude = a.toDoubles()[row * k + i];
          double slope = -p.toDoubles()[row * k + i];
          for (int j = 0; j < k; j++) {
            slope += g[i * k + j] * a.toDoubles()[row * k + j];
          }
          assertTrue(amplitude >= 0);
          if (g[i * k + i] > 0) {
            assertTrue(slope > -1e-6, "slope " + slope);
            assertTrue(amplitude * slope < 1e-6, amplitude + " at slope " + slope);
          } else {
            assertEquals(0, amplitude);
          }
        }
      }
    }
  }

  @Property(tries = 40)
  void aRowDoesNotDependOnTheOthers(
      @ForAll @IntRange(min = 1, max = 40) int n,
      @ForAll @IntRange(min = 1, max = 20) int k,
      @ForAll long seed) {
    try (Scope s = Scope.open(Device.cpu())) {
      Draw draw = Draw.of(List.of(1), seed);
      Tensor gram = FitCases.gram(s, draw, k);
      double[] p = draw.values(n * k);
      double[] all = fit(s, gram, p, n, k);
      for (int row = 0; row < n; row++) {
        double[] alone = fit(s, gram, Arrays.copyOfRange(p, row * k, row * k + k), 1, k);
        assertArrayEquals(Arrays.copyOfRange(all, row * k, row * k + k), alone, 0);
      }
    }
  }

  private static double[] fit(Scope s, Tensor gram, double[] p, int n, int k) {
    Tensor a = s.empty(n, k);
    new NonNegativeLeastSquares(gram, s.of(p, n, k), s.zeros(n, k), 50, 1e-3, a).run();
    return a.toDoubles();
  }

  @Test
  void theSameBitsForAnyNumberOfThreads() {
    try (Scope s = Scope.open(Device.cpu())) {
      Draw draw = Draw.of(List.of(1), 5);
      int n = 1001;
      Threads.sameBits(
          new NonNegativeLeastSquares(
              FitCases.gram(s, draw, 23),
              draw.tensor(s, n, 23),
              draw.tensor(s, n, 23),
              50,
              1e-3,
              s.empty(n, 23)));
    }
  }

  @Test
  void namesWhatDoesNotFit() {
    try (Scope s = Scope.open(Device.reference())) {
      Tensor p = s.zeros(3, 2);
      assertEquals(
          "non_negative_least_squares: gram is [2, 3], expected [2, 2]",
          assertThrows(
                  ShapeMismatchException.class,
                  () -> new NonNegativeLeastSquares(s.zeros(2, 3), p, p, 1, 0, s.empty(3, 2)).run())
              .getMessage());
      assertEquals(
          "non_negative_least_squares: sweeps is 0, expected at least 1",
          assertThrows(
                  IllegalArgumentException.class,
                  () -> new NonNegativeLeastSquares(s.zeros(2, 2), p, p, 0, 0, s.empty(3, 2)).run())
              .getMessage());
      assertTrue(
          assertThrows(
                  ShapeMismatchException.class,
                  () ->
                      new NonNegativeLeastSquares(
                              s.zeros(200, 200),
                              s.zeros(1, 200),
                              s.zeros(1, 200),
                              1,
                              0,
                              s.empty(1, 200))
                          .run())
              .getMessage()
              .endsWith("200 columns, expected at most 128"));
    }
  }
}
