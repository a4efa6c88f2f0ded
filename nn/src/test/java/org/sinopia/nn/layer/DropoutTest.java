package org.sinopia.nn.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.sinopia.autograd.Tape;
import org.sinopia.autograd.Variable;
import org.sinopia.nn.Initialiser;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;

class DropoutTest {
  private static double[] dropped(Device device, Dropout dropout, long seed) {
    try (Scope step = Scope.open(device)) {
      Tape tape = Tape.inference(step, seed);
      tape.nextStream();
      return dropout.forward(tape.constant(step.full(1, 40, 25))).value().toDoubles();
    }
  }

  @Property(tries = 20)
  void masksAreTheSameOnAllHostDevices(@ForAll long seed) {
    Dropout dropout = new Dropout(0.25);
    dropout.train();
    double[] reference = dropped(Device.reference(), dropout, seed);
    double[] cpu = dropped(Device.cpu(), dropout, seed);
    assertArrayEquals(reference, cpu, 1e-6);
  }

  /** Of 1000, 250 are expected with a deviation of √(1000·¼·¾) = 13.7; kept ones are 4/3. */
  @Test
  void theRateIsKept() {
    Dropout dropout = new Dropout(0.25);
    dropout.train();
    double[] values = dropped(Device.reference(), dropout, 7);
    assertEquals(250, (double) Arrays.stream(values).filter(v -> v == 0).count(), 5 * 13.7);
    assertEquals(0, Arrays.stream(values).filter(v -> v != 0 && v != 1 / 0.75).count());
  }

  @Test
  void eachUseDropsOthers() {
    Dropout dropout = new Dropout(0.5);
    dropout.train();
    try (Scope step = Scope.open(Device.reference())) {
      Tape tape = Tape.inference(step, 1);
      Variable ones = tape.constant(step.full(1, 100));
      assertFalse(
          Arrays.equals(
              dropout.forward(ones).value().toDoubles(),
              dropout.forward(ones).value().toDoubles()));
    }
  }

  @Test
  void nothingHappensInEvaluation() {
    try (Scope step = Scope.open(Device.reference())) {
      Variable ones = Tape.inference(step, 1).constant(step.full(1, 100));
      assertSame(ones, new Dropout(0.5).forward(ones));
      assertSame(ones, new AlphaDropout(0.5).forward(ones));
    }
  }

  /** Klambauer et al. 2017: mean 0 and variance 1 stay so; here to what 40 000 samples show. */
  @Test
  void alphaDropoutKeepsMeanAndVariance() {
    AlphaDropout dropout = new AlphaDropout(0.1);
    dropout.train();
    try (Scope step = Scope.open(Device.reference())) {
      Tape tape = Tape.inference(step, 1);
      double[] normal = new Initialiser.Normal(1).values(40_000, 3, 4);
      double[] out = dropout.forward(tape.constant(step.of(normal, 40_000))).value().toDoubles();
      double mean = Arrays.stream(out).average().orElseThrow();
      double square = Arrays.stream(out).map(v -> v * v).average().orElseThrow();
      assertEquals(0, mean, 0.025);
      assertEquals(1, square, 0.04);
    }
  }

  /**
   * The last of ever deeper blocks is dropped for about its rate of the samples, or passes whole.
   */
  @Test
  void stochasticDepthDropsWholeSamples() {
    StochasticDepth depth = new StochasticDepth(0.5);
    depth.train();
    try (Scope step = Scope.open(Device.reference())) {
      Tape tape = Tape.inference(step, 1);
      Variable x = tape.constant(step.full(1, 200, 3));
      Variable branch = tape.constant(step.full(2, 200, 3));
      double[] out =
          depth.join(x, branch, null, org.sinopia.tensor.op.Dropout.NONE).value().toDoubles();
      int kept = 0;
      for (int i = 0; i < 200; i++) {
        assertEquals(out[3 * i], out[3 * i + 1]);
        assertEquals(out[3 * i], out[3 * i + 2]);
        kept += out[3 * i] == 5 ? 1 : 0;
        assertEquals(0, (out[3 * i] - 1) % 4);
      }
      assertEquals(100, kept, 5 * Math.sqrt(200 * 0.25));
    }
  }
}
