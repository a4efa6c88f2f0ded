package org.sinopia.tensor.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.EveryDevice;
import org.sinopia.tensor.Golden;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.ShapeMismatchException;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.TestDevices;
import org.sinopia.tensor.op.LossOp.GaussianKl;
import org.sinopia.tensor.op.LossOp.MeanSquaredError;
import org.sinopia.tensor.op.LossOp.Mmd;
import org.sinopia.tensor.op.LossOp.PoissonNll;
import org.sinopia.tensor.random.Draw;

/** Properties of losses beyond the formula. */
class LossTest {
  @EveryDevice
  void givesTheGoldenTermsOfTheEmbedder(String device) {
    double tolerance = TestDevices.tolerance(device, 1e-9, 2e-4);
    Golden golden = Golden.open("embedder.safetensors");
    try (Scope s = Scope.open(Device.of(device))) {
      Tensor loss = s.empty();
      Tensor reconstruction = golden.tensor(s, "reconstruction");
      new MeanSquaredError(reconstruction, golden.tensor(s, "input"), loss, null).run();
      agrees(golden, "loss.reconstruction", loss, tolerance);
      new GaussianKl(golden.tensor(s, "mu"), golden.tensor(s, "logvar"), loss, null, null).run();
      agrees(golden, "loss.kl", loss, tolerance);
      new Mmd(golden.tensor(s, "z"), golden.tensor(s, "prior_sample"), loss, null).run();
      agrees(golden, "loss.mmd", loss, tolerance);
    }
  }

  private static void agrees(Golden golden, String name, Tensor loss, double tolerance) {
    double wanted = golden.values(name)[0];
    assertEquals(wanted, loss.item(), tolerance * Math.abs(wanted), name);
  }

  @EveryDevice
  void averagesSquaresByHand(String device) {
    try (Scope s = Scope.open(Device.of(device))) {
      Tensor loss = s.empty(1);
      Tensor gradient = s.empty(2, 2);
      Tensor prediction = s.of(new double[] {1, 2, 3, 4}, 2, 2);
      new MeanSquaredError(prediction, s.of(new double[] {1, 0, 0, 8}, 2, 2), loss, gradient).run();
      assertEquals(7.25, loss.item());
      assertArrayEquals(new double[] {0, 1, 1.5, -2}, gradient.toDoubles());
    }
  }

  /** e^0 − 3·0 and e^ln2 − 1·ln2. */
  @EveryDevice
  void scoresCountsByHand(String device) {
    try (Scope s = Scope.open(Device.of(device))) {
      Tensor loss = s.empty();
      Tensor gradient = s.empty(2);
      double ln2 = Math.log(2);
      Tensor logRate = s.of(new double[] {0, ln2}, 2);
      new PoissonNll(logRate, s.of(new double[] {3, 1}, 2), loss, gradient).run();
      assertEquals((1 + 2 - ln2) / 2, loss.item(), 1e-6);
      assertArrayEquals(new double[] {-1, 0.5}, gradient.toDoubles(), 1e-6);
    }
  }

  @EveryDevice
  void measuresNoDivergenceOfTheStandardNormal(String device) {
    try (Scope s = Scope.open(Device.of(device))) {
      Tensor zero = s.of(new double[6], 2, 3);
      Tensor loss = s.empty();
      Tensor gradMu = s.empty(2, 3);
      Tensor gradLogvar = s.empty(2, 3);
      new GaussianKl(zero, zero, loss, gradMu, gradLogvar).run();
      assertEquals(0, loss.item());
      assertArrayEquals(new double[6], gradMu.toDoubles());
      assertArrayEquals(new double[6], gradLogvar.toDoubles());
    }
  }

  @EveryDevice
  void measuresNoDiscrepancyOfASampleFromItself(String device) {
    try (Scope s = Scope.open(Device.of(device))) {
      Tensor z = Draw.of(List.of(1), 4).tensor(s, 50, 3);
      Tensor loss = s.empty();
      Tensor gradZ = s.empty(50, 3);
      new Mmd(z, z, loss, gradZ).run();
      assertEquals(0, loss.item(), 1e-6);
      assertArrayEquals(new double[150], gradZ.toDoubles(), 1e-7);
    }
  }

  /**
   * Two points, d = 1, C = 2s: k = 2s/(2s + 1) at distance 1, so the loss is 2 − 2·mean_s k and its
   * slope at z is 2·mean_s 2·2s/(2s + 1)².
   */
  @EveryDevice
  void measuresTheDiscrepancyOfTwoPointsByHand(String device) {
    double k = 0;
    double slope = 0;
    for (double scale : new double[] {0.1, 0.2, 0.5, 1, 2, 5, 10}) {
      k += 2 * scale / (2 * scale + 1) / 7;
      slope += 4 * scale / (2 * scale + 1) / (2 * scale + 1) / 7;
    }
    try (Scope s = Scope.open(Device.of(device))) {
      Tensor loss = s.empty();
      Tensor gradZ = s.empty(1, 1);
      new Mmd(s.of(new double[] {3}, 1, 1), s.of(new double[] {2}, 1, 1), loss, gradZ).run();
      assertEquals(2 - 2 * k, loss.item(), 1e-6);
      assertEquals(2 * slope, gradZ.item(), 1e-6);
    }
  }

  @EveryDevice
  void takesFarPointsForUnrelated(String device) {
    try (Scope s = Scope.open(Device.of(device))) {
      Tensor loss = s.empty();
      Tensor gradZ = s.empty(1, 2);
      Tensor z = s.of(new double[] {1e30, -1e30}, 1, 2);
      new Mmd(z, s.of(new double[2], 1, 2), loss, gradZ).run();
      assertEquals(2, loss.item(), 1e-6);
      assertArrayEquals(new double[2], gradZ.toDoubles(), 1e-6);
    }
  }

  @Test
  void givesTheSameBitsForAnyNumberOfThreads() {
    try (Scope s = Scope.open(Device.cpu())) {
      Draw draw = Draw.of(List.of(1), 5);
      Tensor x = draw.tensor(s, 301, 203);
      Tensor y = draw.tensor(s, 301, 203);
      Threads.sameBits(new MeanSquaredError(x, y, s.empty(), s.empty(301, 203)));
      Threads.sameBits(new PoissonNll(x, y, s.empty(), s.empty(301, 203)));
      Threads.sameBits(new GaussianKl(x, y, s.empty(), s.empty(301, 203), s.empty(301, 203)));
      Tensor z = draw.tensor(s, 301, 3);
      Threads.sameBits(new Mmd(z, draw.tensor(s, 503, 3), s.empty(), s.empty(301, 3)));
      Threads.sameBits(new Mmd(z, draw.tensor(s, 503, 3), s.empty(), null));
    }
  }

  @Test
  void namesWhatDoesNotFit() {
    try (Scope s = Scope.open(Device.reference())) {
      Tensor x = s.zeros(2, 3);
      Tensor loss = s.zeros();
      refused(
          "mean_squared_error: target is [3], expected [2, 3]",
          new MeanSquaredError(x, s.zeros(3), loss, null));
      refused(
          "mean_squared_error: loss is [2], expected a scalar",
          new MeanSquaredError(x, s.zeros(2, 3), s.zeros(2), null));
      refused(
          "poisson_nll: gradient is [6], expected [2, 3]",
          new PoissonNll(x, s.zeros(2, 3), loss, s.zeros(6)));
      refused(
          "gaussian_kl: mu is [6], expected [any, any]",
          new GaussianKl(s.zeros(6), s.zeros(6), loss, null, null));
      refused("mmd: prior is [4, 2], expected [any, 3]", new Mmd(x, s.zeros(4, 2), loss, null));
    }
  }

  private static void refused(String message, Op op) {
    assertEquals(message, assertThrows(ShapeMismatchException.class, op::check).getMessage());
  }
}
