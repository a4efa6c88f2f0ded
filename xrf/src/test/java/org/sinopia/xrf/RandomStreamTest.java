package org.sinopia.xrf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class RandomStreamTest {
  /** Bounds are five standard errors. */
  @Property(tries = 20)
  void normalNumbersHaveTheMomentsOfTheNormalDistribution(@ForAll long seed) {
    RandomStream random = new RandomStream(seed, 1, 0);
    int count = 20_000;
    double mean = 0;
    double square = 0;
    double within = 0;
    for (int i = 0; i < count; i++) {
      double value = random.normal();
      mean += value / count;
      square += value * value / count;
      within += Math.abs(value) < 1 ? 1.0 / count : 0;
    }
    assertEquals(0, mean, 5 / Math.sqrt(count));
    assertEquals(1, square, 5 * Math.sqrt(2.0 / count));
    assertEquals(0.682689, within, 5 * Math.sqrt(0.682689 * 0.317311 / count));
  }
}
