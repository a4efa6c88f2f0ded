package org.sinopia.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;

/** Operators on variables, by hand. */
class OperatorsTest {
  @Test
  void operatorsReadAndDifferentiateLikeMathematics() {
    try (Scope scope = Scope.open(Device.reference())) {
      Tape tape = Tape.recording(scope, 1);
      Variable x = tape.variable(scope.of(new double[] {2, 3}, 2));
      Variable y = tape.variable(scope.of(new double[] {4, 5}, 2));
      Variable z =
          x.times(y).plus(x.dividedBy(y)).minus(y.times(3).negated()).plus(x.squared()).keep();
      tape.backward(Reduce.sum(z));
      // xy + x/y + 3y + x²
      assertArrayEquals(new double[] {24.5, 39.6}, z.value().toDoubles(), 1e-12);
      // y + 1/y + 2x and x − x/y² + 3
      assertArrayEquals(new double[] {8.25, 11.2}, x.gradient().toDoubles(), 1e-12);
      assertArrayEquals(new double[] {4.875, 5.88}, y.gradient().toDoubles(), 1e-12);
    }
  }

  @Test
  void matmulIsTheProductOfMatrices() {
    try (Scope scope = Scope.open(Device.reference())) {
      Tape tape = Tape.recording(scope, 1);
      Variable a = tape.variable(scope.of(new double[] {1, 2, 3, 4}, 2, 2));
      Variable b = tape.variable(scope.of(new double[] {5, 6}, 2, 1));
      assertArrayEquals(new double[] {17, 39}, a.matmul(b).value().toDoubles(), 1e-12);
    }
  }
}
