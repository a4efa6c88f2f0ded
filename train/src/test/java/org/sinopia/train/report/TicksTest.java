package org.sinopia.train.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class TicksTest {
  @Property(tries = 300)
  void ticksEncloseTheRangeInFewRoundSteps(
      @ForAll @DoubleRange(min = -1e6, max = 1e6) double a,
      @ForAll @DoubleRange(min = -1e6, max = 1e6) double b) {
    double least = Math.min(a, b);
    double most = Math.max(a, b);
    Ticks ticks = Ticks.around(least, most, 3);
    double slack = 1e-6 * ticks.step();
    assertTrue(ticks.low() <= least + slack && ticks.high() >= most - slack, ticks::toString);
    assertTrue(ticks.values().size() >= 2 && ticks.values().size() <= 6, ticks::toString);
    double mantissa = ticks.step() / Math.pow(10, Math.floor(Math.log10(ticks.step()) + 1e-9));
    assertTrue(
        List.of(1.0, 2.0, 5.0).stream().anyMatch(m -> Math.abs(m - mantissa) < 1e-6),
        () -> "step " + ticks.step());
  }

  @Test
  void ticksArePrintedWithTheDecimalsOfTheirStep() {
    Ticks ticks = Ticks.around(-0.1, 0.12, 3);
    assertEquals(
        List.of("−0.1", "0.0", "0.1", "0.2"), ticks.values().stream().map(ticks::print).toList());
  }
}
