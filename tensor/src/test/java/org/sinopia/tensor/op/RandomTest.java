package org.sinopia.tensor.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.EveryDevice;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.RandomOp.Bernoulli;
import org.sinopia.tensor.op.RandomOp.Normal;
import org.sinopia.tensor.op.RandomOp.Uniform;
import org.sinopia.tensor.random.Philox;

/** Random numbers: known words, and the moments of their distributions. */
class RandomTest {
  private static final int MANY = 200_000;

  /** The words of Random123 for counter 0 and key 0: 6627e8d5 e169c58d bc57ac4c 9b00dbd8. */
  @EveryDevice
  void uniformIsTheUpperBitsOfTheKnownWords(String device) {
    try (Scope scope = Scope.open(Device.of(device))) {
      Tensor y = scope.empty(4);
      new Uniform(0, 0, y).run();
      double unit = 0x1p-24;
      assertArrayEquals(
          new double[] {0x6627e8 * unit, 0xe169c5 * unit, 0xbc57ac * unit, 0x9b00db * unit},
          y.toDoubles());
    }
  }

  @EveryDevice
  void uniformTakesItsWordsInOrderForAnySeedAndStream(String device) {
    try (Scope scope = Scope.open(Device.of(device))) {
      for (long seed : new long[] {0x299f31d0a4093822L, -1, 1L << 32}) {
        long stream = ~seed;
        Tensor y = scope.empty(5003);
        new Uniform(seed, stream, y).run();
        double[] got = y.toDoubles();
        for (int i = 0; i < got.length; i++) {
          assertEquals(Philox.uniform(Philox.word(seed, stream, i)), got[i]);
        }
      }
    }
  }

  /** Four standard errors of mean ½ and variance 1/12. */
  @EveryDevice
  void uniformHasTheMomentsOfTheUniformDistribution(String device) {
    double[] y = draw(device, false);
    double mean = Arrays.stream(y).average().orElseThrow();
    assertEquals(0.5, mean, 4 * Math.sqrt(1.0 / 12 / MANY));
    double variance = Arrays.stream(y).map(v -> (v - 0.5) * (v - 0.5)).average().orElseThrow();
    assertEquals(1.0 / 12, variance, 4 * Math.sqrt(1.0 / 180 / MANY));
  }

  /** Four standard errors of mean 0, variance 1, fourth moment 3 (whose own variance is 96). */
  @EveryDevice
  void normalHasTheMomentsOfTheNormalDistribution(String device) {
    double[] y = draw(device, true);
    assertEquals(0, Arrays.stream(y).average().orElseThrow(), 4 / Math.sqrt(MANY));
    double second = Arrays.stream(y).map(v -> v * v).average().orElseThrow();
    assertEquals(1, second, 4 * Math.sqrt(2.0 / MANY));
    double fourth = Arrays.stream(y).map(v -> v * v * v * v).average().orElseThrow();
    assertEquals(3, fourth, 4 * Math.sqrt(96.0 / MANY));
    double product = 0;
    for (int i = 0; i < MANY; i += 2) {
      product += y[i] * y[i + 1] / (MANY / 2);
    }
    assertEquals(0, product, 4 / Math.sqrt(MANY / 2));
  }

  private static double[] draw(String device, boolean normal) {
    try (Scope scope = Scope.open(Device.of(device))) {
      Tensor y = scope.empty(MANY);
      (normal ? new Normal(11, 3, y) : new Uniform(11, 3, y)).run();
      return y.toDoubles();
    }
  }

  @EveryDevice
  void bernoulliIsWhereUniformIsBelow(String device) {
    try (Scope scope = Scope.open(Device.of(device))) {
      Tensor u = scope.empty(1001);
      new Uniform(5, 6, u).run();
      double[] uniform = u.toDoubles();
      // One of the numbers itself, and a hair more: "below" is strict.
      for (double p : new double[] {0, 0.3, 1, uniform[17], Math.nextUp(uniform[17])}) {
        Tensor y = scope.empty(1001);
        new Bernoulli(p, 5, 6, y).run();
        assertArrayEquals(
            Arrays.stream(uniform).map(v -> v < p ? 1 : 0).toArray(), y.toDoubles(), "p = " + p);
      }
    }
  }

  @Test
  void sameBitsWithAnyNumberOfThreads() {
    try (Scope scope = Scope.open(Device.cpu())) {
      Threads.sameBits(new Uniform(1, 2, scope.empty(70_001)));
      Threads.sameBits(new Normal(1, 2, scope.empty(70_001)));
      Threads.sameBits(new Bernoulli(0.4, 1, 2, scope.empty(70_001)));
    }
  }

  @Test
  void probabilitiesOutsideZeroToOneAreRefused() {
    try (Scope scope = Scope.open(Device.reference())) {
      Op op = new Bernoulli(1.5, 0, 0, scope.empty(2));
      assertEquals(
          "bernoulli: p is 1.5, expected 0 to 1",
          assertThrows(IllegalArgumentException.class, op::run).getMessage());
    }
  }
}
