package org.sinopia.nn.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.sinopia.autograd.Reduce;
import org.sinopia.autograd.Tape;
import org.sinopia.autograd.Unary;
import org.sinopia.autograd.Variable;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;

class GradientReversalTest {
  private static final double[] X = {-1.5, -0.2, 0, 0.7, 1.1, 2.4};

  /** Value and gradient of the sum of squares of something. */
  private static double[][] squares(UnaryOperator<Variable> of) {
    try (Scope scope = Scope.open(Device.of("reference"))) {
      Tape tape = Tape.recording(scope, 1);
      Variable x = tape.variable(scope.of(X, 2, 3));
      Variable y = of.apply(x);
      double[] value = y.value().toDoubles();
      tape.backward(Reduce.sum(Unary.square(y)));
      return new double[][] {value, x.gradient().toDoubles()};
    }
  }

  @Test
  void valuesPassAndGradientsTurnRoundByTheFactor() {
    double[][] plain = squares(x -> x);
    double[][] reversed = squares(x -> GradientReversal.of(0.3, x));
    assertArrayEquals(plain[0], reversed[0], 1e-12);
    for (int i = 0; i < X.length; i++) {
      assertEquals(-0.3 * plain[1][i], reversed[1][i], 1e-12);
      // The gradient of the sum of squares itself.
      assertEquals(2 * X[i], plain[1][i], 1e-12);
    }
  }

  @Test
  void aFactorOfNothingLetsNoGradientThrough() {
    for (double gradient : squares(x -> GradientReversal.of(0, x))[1]) {
      assertEquals(0, gradient);
    }
  }

  @Test
  void theClassifiersGradientIsThatOfFiniteDifferencesAndItsSignTurnsBehindAReversal() {
    double[] x = {0.4, -0.8, 1.2, 0.1};
    double[] y = {-0.3, 0.9, 0.5, -1.1};
    double[] plain = classified(x, y, v -> v)[1];
    double[] reversed = classified(x, y, v -> GradientReversal.of(0.5, v))[1];
    for (int i = 0; i < x.length; i++) {
      double[] up = x.clone();
      double[] down = x.clone();
      up[i] += 1e-5;
      down[i] -= 1e-5;
      double difference =
          (classified(up, y, v -> v)[0][0] - classified(down, y, v -> v)[0][0]) / 2e-5;
      assertEquals(difference, plain[i], 1e-7);
      assertEquals(-0.5 * plain[i], reversed[i], 1e-12);
    }
    assertTrue(Math.abs(plain[0]) > 1e-6, "there is a gradient");
  }

  private static double[][] classified(double[] x, double[] y, UnaryOperator<Variable> through) {
    try (Scope scope = Scope.open(Device.of("reference"))) {
      DomainClassifier classifier = new DomainClassifier(2, 4);
      classifier.allocate(scope, 7);
      Tape tape = Tape.recording(scope, 1);
      Variable first = tape.variable(scope.of(x, 2, 2));
      Variable loss = classifier.loss(through.apply(first), tape.constant(scope.of(y, 2, 2)));
      double value = loss.value().item();
      tape.backward(loss);
      return new double[][] {{value}, first.gradient().toDoubles()};
    }
  }
}
