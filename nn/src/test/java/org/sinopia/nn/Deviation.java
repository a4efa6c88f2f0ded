package org.sinopia.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** How far values are from expected ones. */
public final class Deviation {
  private Deviation() {}

  /**
   * Asserts that no element is further from the expected one than {@code tolerance} times the
   * largest magnitude among the expected.
   */
  public static void within(double tolerance, String what, double[] expected, double[] actual) {
    assertEquals(expected.length, actual.length, what + ": number of elements");
    double scale = 0;
    double worst = 0;
    for (int i = 0; i < expected.length; i++) {
      scale = Math.max(scale, Math.abs(expected[i]));
      worst = Math.max(worst, Math.abs(expected[i] - actual[i]));
      assertTrue(Double.isFinite(actual[i]), what + ": element " + i + " is " + actual[i]);
    }
    double error = worst;
    double most = tolerance * scale;
    assertTrue(error <= most, () -> what + ": off by " + error + ", at most " + most);
  }
}
