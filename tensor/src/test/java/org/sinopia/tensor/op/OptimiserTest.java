package org.sinopia.tensor.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sinopia.tensor.AliasingException;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.EveryDevice;
import org.sinopia.tensor.Golden;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.ShapeMismatchException;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.TestDevices;
import org.sinopia.tensor.op.OptimiserOp.AdamW;
import org.sinopia.tensor.random.Draw;

/** AdamW against PyTorch's and by hand. */
class OptimiserTest {
  @EveryDevice
  void takesTheStepsThatPyTorchTakes(String device) {
    double tolerance = TestDevices.tolerance(device, 1e-12, 1e-6);
    Golden golden = Golden.open("adamw.safetensors");
    try (Scope scope = Scope.open(Device.of(device))) {
      Tensor parameter = golden.tensor(scope, "init");
      Tensor m = scope.zeros(7, 5);
      Tensor v = scope.zeros(7, 5);
      for (int step = 0; step < 6; step++) {
        Tensor gradient = golden.tensor(scope, "grad" + step);
        new AdamW(parameter, gradient, m, v, 0.003, 0.9, 0.95, 1e-8, 0.05, step + 1).run();
        assertArrayEquals(golden.values("step" + step), parameter.toDoubles(), tolerance);
      }
    }
  }

  /** With m = v = 0 the first step is lr·sign(g), for |g| far above ε. */
  @EveryDevice
  void firstStepIsTheLearningRateAgainstTheGradientsSign(String device) {
    try (Scope scope = Scope.open(Device.of(device))) {
      Tensor parameter = scope.full(1, 3);
      Tensor gradient = scope.of(new double[] {20, -0.01, 0}, 3);
      Tensor m = scope.zeros(3);
      new AdamW(parameter, gradient, m, scope.zeros(3), 0.25, 0.9, 0.999, 1e-8, 0, 1).run();
      assertArrayEquals(new double[] {0.75, 1.25, 1}, parameter.toDoubles(), 1e-5);
      assertArrayEquals(new double[] {2, -0.001, 0}, m.toDoubles(), 1e-6);
    }
  }

  @EveryDevice
  void gradientsAreClippedToTheirNorm(String device) {
    try (Scope scope = Scope.open(Device.of(device))) {
      Tensor gradient = scope.of(new double[] {3, 4}, 2);
      assertArrayEquals(new double[] {0.06, 0.08}, moment(scope, gradient, 5, 1), 1e-6);
      assertArrayEquals(new double[] {0.3, 0.4}, moment(scope, gradient, 5, 10), 1e-6);
      assertArrayEquals(new double[] {3, 4}, gradient.toDoubles());
    }
  }

  /** A tenth of the gradient that the step takes. */
  private static double[] moment(Scope scope, Tensor gradient, double norm, double maxNorm) {
    Tensor m = scope.zeros(2);
    new AdamW(
            scope.full(1, 2),
            gradient,
            m,
            scope.zeros(2),
            0.1,
            0.9,
            0.95,
            1e-8,
            0,
            1,
            scope.scalar(norm),
            maxNorm)
        .run();
    return m.toDoubles();
  }

  @EveryDevice
  void nanInAGradientReachesItsElementAlone(String device) {
    try (Scope scope = Scope.open(Device.of(device))) {
      Tensor parameter = scope.full(1, 40);
      double[] gradients = new double[40];
      gradients[37] = Double.NaN;
      Tensor gradient = scope.of(gradients, 40);
      AdamW op =
          new AdamW(
              parameter, gradient, scope.zeros(40), scope.zeros(40), 0.1, 0.9, 0.95, 1e-8, 0, 1);
      op.run();
      for (Tensor output : op.outputs()) {
        double[] values = output.toDoubles();
        for (int i = 0; i < values.length; i++) {
          assertEquals(i == 37, Double.isNaN(values[i]));
        }
      }
    }
  }

  @Test
  void sameBitsWithAnyNumberOfThreads() {
    try (Scope scope = Scope.open(Device.cpu())) {
      Draw draw = Draw.of(List.of(1), 3);
      int n = 100_003;
      Tensor v = draw.tensorBetween(0.0, 1.0, scope, n);
      Tensor m = draw.tensor(scope, n);
      Threads.sameBits(
          new AdamW(
              draw.tensor(scope, n), draw.tensor(scope, n), m, v, 1e-3, 0.9, 0.95, 1e-8, 0.01, 7));
    }
  }

  @Test
  void misuseIsNamed() {
    try (Scope s = Scope.open(Device.reference())) {
      Tensor p = s.zeros(4, 2);
      Tensor g = s.zeros(4, 2);
      Tensor m = s.zeros(4, 2);
      Tensor v = s.zeros(4, 2);
      assertEquals(
          "adam_w: gradient is [4], expected [4, 2]",
          assertThrows(
                  ShapeMismatchException.class,
                  new AdamW(p, s.zeros(4), m, v, 0.1, 0.9, 0.95, 1e-8, 0, 1)::run)
              .getMessage());
      says("learningRate is -0.1, expected 0 or more", p, g, m, v, -0.1, 0.9, 0.95, 1e-8, 1);
      says("beta1 is 1.0, expected 0 or more and below 1", p, g, m, v, 0.1, 1, 0.95, 1e-8, 1);
      says("beta2 is -0.5, expected 0 or more and below 1", p, g, m, v, 0.1, 0.9, -0.5, 1e-8, 1);
      says("epsilon is 0.0, expected above 0", p, g, m, v, 0.1, 0.9, 0.95, 0, 1);
      says("step is 0, expected at least 1", p, g, m, v, 0.1, 0.9, 0.95, 1e-8, 0);
      String overlap =
          assertThrows(
                  AliasingException.class, new AdamW(p, p, m, v, 0.1, 0.9, 0.95, 1e-8, 0, 1)::run)
              .getMessage();
      assertTrue(overlap.startsWith("adam_w: output F64[4, 2]@reference overlaps"), overlap);
    }
  }

  private static void says(
      String message,
      Tensor p,
      Tensor g,
      Tensor m,
      Tensor v,
      double rate,
      double beta1,
      double beta2,
      double epsilon,
      long step) {
    AdamW op = new AdamW(p, g, m, v, rate, beta1, beta2, epsilon, 0, step);
    assertEquals(
        "adam_w: " + message, assertThrows(IllegalArgumentException.class, op::run).getMessage());
  }
}
