package org.sinopia.tensor.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.sinopia.tensor.op.GaussianWindow.RADIUS;
import static org.sinopia.tensor.op.GaussianWindow.reflect;
import static org.sinopia.tensor.op.GaussianWindow.reflectedWeight;
import static org.sinopia.tensor.op.GaussianWindow.weight;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The window's weights, its reflection at borders, and the exponents of scales. */
class GaussianWindowTest {
  @Example
  void weightsAreAGaussianOfSum1() {
    double sum = 0;
    for (int k = -RADIUS; k <= RADIUS; k++) {
      sum += weight(k);
      assertEquals(Math.exp(-k * k / 4.5), weight(k) / weight(0), 1e-15);
    }
    assertEquals(1, sum, 1e-15);
  }

  @Example
  void reflectionDoesNotRepeatTheEdge() {
    assertEquals(5, reflect(-5, 6));
    assertEquals(1, reflect(-1, 6));
    assertEquals(0, reflect(0, 6));
    assertEquals(5, reflect(5, 6));
    assertEquals(4, reflect(6, 6));
    assertEquals(0, reflect(10, 6));
  }

  @Property
  void aPixelsWeightIsThatOfAllItsReflections(
      @ForAll @IntRange(min = 6, max = 30) int extent, @ForAll @IntRange(max = 29) int at) {
    int centre = at % extent;
    double[] weights = new double[extent];
    for (int k = -RADIUS; k <= RADIUS; k++) {
      weights[reflect(centre + k, extent)] += weight(k);
    }
    for (int i = Math.max(0, centre - RADIUS); i <= Math.min(extent - 1, centre + RADIUS); i++) {
      assertEquals(weights[i], reflectedWeight(centre, i, extent), 1e-15);
    }
  }

  @Example
  void exponentsOfFewerScalesAddUpTo1AndFiveAreAsPublished() {
    for (int scales = 1; scales <= 5; scales++) {
      double sum = 0;
      for (int s = 0; s < scales; s++) {
        sum += SimilarityOp.MsSsim.weight(s, scales);
      }
      assertEquals(scales == 5 ? 1.0001 : 1, sum, 1e-12);
    }
    assertEquals(0.2856, SimilarityOp.MsSsim.weight(1, 5));
  }
}
