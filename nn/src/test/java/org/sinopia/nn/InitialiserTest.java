package org.sinopia.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class InitialiserTest {
  private static final int MANY = 200_000;

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double deviation(double[] values) {
    double mean = mean(values);
    return Math.sqrt(
        Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElseThrow());
  }

  /** N(0, 1) cut at ±2 has standard deviation √(1 − 4φ(2)/(2Φ(2)−1)) = 0.879626. */
  @Test
  void truncatedNormalHasTheMomentsOfOne() {
    double[] values = new Initialiser.TruncatedNormal(0.02).values(MANY, 1, 2);
    assertEquals(0, mean(values), 5 * 0.02 / Math.sqrt(MANY));
    assertEquals(0.02 * 0.879626, deviation(values), 0.02 * 0.01);
    assertTrue(Arrays.stream(values).allMatch(v -> Math.abs(v) <= 0.04));
  }

  @Test
  void leCunNormalHasVarianceOneOverFanIn() {
    double[] values = Initialiser.leCunNormal(64).values(MANY, 1, 2);
    assertEquals(0, mean(values), 5 * 0.125 / Math.sqrt(MANY));
    assertEquals(0.125, deviation(values), 0.125 * 0.01);
  }

  /** Slope √5 and fan-in 27: the bound is 1/√27, the deviation bound/√3. */
  @Test
  void kaimingUniformFillsItsRange() {
    double bound = 1 / Math.sqrt(27);
    double[] values = Initialiser.kaimingUniform(27, Math.sqrt(5)).values(MANY, 1, 2);
    assertTrue(Arrays.stream(values).allMatch(v -> Math.abs(v) <= bound));
    assertTrue(Arrays.stream(values).max().orElseThrow() > 0.999 * bound);
    assertEquals(bound / Math.sqrt(3), deviation(values), bound * 0.01);
  }

  @Test
  void valuesFollowFromSeedAndStreamAlone() {
    Initialiser normal = new Initialiser.TruncatedNormal(1);
    double[] whole = normal.values(100, 5, 6);
    assertArrayEquals(Arrays.copyOf(whole, 10), normal.values(10, 5, 6));
    assertFalse(Arrays.equals(whole, normal.values(100, 6, 6)));
    assertFalse(Arrays.equals(whole, normal.values(100, 5, 7)));
  }
}
