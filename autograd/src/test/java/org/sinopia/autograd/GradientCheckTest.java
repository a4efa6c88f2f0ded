package org.sinopia.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.sinopia.autograd.GradientCheck.Problem;
import org.sinopia.autograd.op.Linear;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.random.Draw;

/** The check tells right gradients from wrong ones. */
class GradientCheckTest {
  @Test
  void wrongGradientsAreCaughtAndRightOnesAreNot() {
    try (Scope constants = Scope.open(Device.reference())) {
      Tensor mask = constants.of(new double[] {1, 1, 0}, 3);
      assertCaught(false, x -> Scale.of(2, x));
      assertCaught(true, x -> planted(x, 2.002));
      assertCaught(true, x -> planted(x, -2));
      assertCaught(true, x -> planted(x, 0));
      assertCaught(true, x -> partlyDetached(x, mask));
      // The derivative of a root at 0 is infinite, times 0: NaN in the gradient, nothing in the
      // value.
      assertCaught(true, x -> Binary.add(x, Unary.sqrt(Scale.of(0, x))));
    }
  }

  private static void assertCaught(boolean caught, UnaryOperator<Variable> function) {
    OpSpec spec =
        new OpSpec("planted", (scope, draw) -> Problem.of(draw.tensor(scope, 3), function));
    GradientCheck.Report report = GradientCheck.run(spec, 1, 5);
    assertEquals(caught, !report.passed(), report::toString);
    assertEquals(7, report.cases());
  }

  /** 2x with the gradient of {@code slope}·x. */
  private static Variable planted(Variable x, double slope) {
    Variable seen = Scale.of(slope, x);
    return Binary.add(Binary.subtract(Scale.of(2, x), seen).detach(), seen);
  }

  /** x, with a gradient only where the mask is 1. */
  private static Variable partlyDetached(Variable x, Tensor mask) {
    Variable seen = Binary.multiply(x, x.tape().constant(mask));
    return Binary.add(Binary.subtract(x, seen).detach(), seen);
  }

  @Test
  void aGradientThatIsMissingIsCaught() {
    try (Scope scope = Scope.open(Device.reference())) {
      Draw draw = Draw.of(List.of(1), 3);
      Problem problem =
          new Problem(
              List.of(
                  draw.tensorBetween(1.0, 2.0, scope, 2), draw.tensorBetween(1.0, 2.0, scope, 2)),
              v -> Unary.square(Binary.add(v.get(0), v.get(1).detach())));
      GradientCheck.Report report = GradientCheck.check("half detached", problem, draw);
      assertTrue(report.worst().startsWith("input 1 of shape [2], element "), report.worst());
      assertFalse(report.passed());
    }
  }

  @Test
  void parametersAreCheckedWithTheInputs() {
    try (Scope scope = Scope.open(Device.reference())) {
      Draw draw = Draw.of(List.of(1), 4);
      Tensor x = draw.tensor(scope, 4, 3);
      Parameter weight = new Parameter(draw.tensor(scope, 2, 3), scope.empty(2, 3));
      Parameter detached = new Parameter(draw.tensor(scope, 2), scope.empty(2));
      Problem right =
          new Problem(
              List.of(x),
              List.of(weight),
              v -> Linear.of(v.get(0), v.get(0).tape().parameter(weight), null));
      assertTrue(GradientCheck.check("linear", right, draw).passed());
      assertTrue(weight.cleared());
      Problem wrong =
          new Problem(
              List.of(x),
              List.of(weight, detached),
              v -> {
                Tape tape = v.get(0).tape();
                Variable bias = tape.parameter(detached).detach();
                return Linear.of(v.get(0), tape.parameter(weight), bias);
              });
      GradientCheck.Report report = GradientCheck.check("linear", wrong, draw);
      assertTrue(report.worst().startsWith("parameter 1 of shape [2], element "), report.worst());
    }
  }
}
