package org.sinopia.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sinopia.tensor.op.ElementwiseOp;
import org.sinopia.tensor.op.UnaryFunction;

class FiniteGuardTest {
  @Test
  void theFirstOpThatMakesOneIsNamed() {
    try (Scope scope = Scope.open(Device.reference())) {
      Tensor x = scope.of(new double[] {1, 0, -1}, 3);
      Tensor y = scope.empty(3);
      try (var _ = scope.device().observe(new FiniteGuard())) {
        new ElementwiseOp.Unary(UnaryFunction.EXP, x, y).run();
        NonFiniteException e =
            assertThrows(
                NonFiniteException.class,
                () -> new ElementwiseOp.Unary(UnaryFunction.LOG, x, y).run());
        assertEquals("unary: output 0 F64[3]@reference has -Infinity at element 1", e.getMessage());
      }
      new ElementwiseOp.Unary(UnaryFunction.LOG, x, y).run();
    }
  }

  @Test
  void observersSeeOpsOutermostLast() {
    List<String> seen = new ArrayList<>();
    try (Scope scope = Scope.open(Device.reference())) {
      Tensor y = scope.empty(2);
      OpObserver inner =
          (op, kernel) -> {
            seen.add("inner " + op.name());
            kernel.run();
          };
      OpObserver outer =
          (op, kernel) -> {
            seen.add("outer");
            kernel.run();
          };
      try (var _ = scope.device().observe(inner);
          var _ = scope.device().observe(outer)) {
        new ElementwiseOp.Fill(3, y).run();
      }
      assertEquals(List.of("outer", "inner fill"), seen);
      assertArrayEquals(new double[] {3, 3}, y.toDoubles());
    }
  }
}
