package org.sinopia.xrf.fit.lines;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.sinopia.xrf.physics.apparatus.PeakShape;

/** The table against the functions that it stands for. */
class NormalTableTest {

  @Test
  void tenDigitsAreRightBetweenThePoints() {
    for (int i = -70_000; i <= 70_000; i++) {
      double t = i * 1e-4 + 3e-5;
      if (Math.abs(t) < NormalTable.REACH) {
        assertEquals(PeakShape.GAUSSIAN.below(8 + t, 8, 1), NormalTable.below(t), 1e-10);
        double density = StrictMath.exp(-t * t / 2) / Math.sqrt(2 * Math.PI);
        assertEquals(density, NormalTable.density(t), 1e-10);
      }
    }
  }

  @Test
  void nothingIsLeftBeyondSixStandardDeviations() {
    assertEquals(0, NormalTable.below(-6));
    assertEquals(1, NormalTable.below(6));
    assertEquals(0, NormalTable.density(6));
    assertEquals(0, NormalTable.density(-6));
    assertEquals(0, NormalTable.below(Double.NEGATIVE_INFINITY));
    assertEquals(1, NormalTable.below(Double.POSITIVE_INFINITY));
  }
}
