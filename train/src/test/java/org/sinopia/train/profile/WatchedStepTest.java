package org.sinopia.train.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class WatchedStepTest {
  /** Two ops; the first begins a step. */
  private static WatchedStep step(
      double nanos, String second, long first, long products, long gap, long last) {
    return new WatchedStep(
        nanos * 1e-9,
        List.of(
            new TimedOp("gemm", "4x4x4", "a", 0, first, OptionalLong.of(products), 128, 192),
            new TimedOp(second, "[4]", "", first + gap, last, OptionalLong.empty(), 0, 16)));
  }

  @Test
  void whatDisturbsOneOpOfEachStepIsInNone() {
    WatchedStep typical =
        WatchedStep.typical(
            List.of(
                step(1000, "fill", 800, 790, 10, 100),
                step(650, "fill", 400, 390, 10, 200),
                step(640, "fill", 401, 389, 90, 101)));
    assertEquals(step(401 + 10 + 101 + 48, "fill", 401, 390, 10, 101).ops(), typical.ops());
    // Outside all ops: 90, 40, and 48.
    assertEquals((401 + 10 + 101 + 48) * 1e-9, typical.seconds(), 1e-15);
  }

  @Test
  void ofStepsThatDifferInTheirOpsTheOneOfMedianTimeIsTakenWhole() {
    WatchedStep middle = step(650, "copy", 400, 390, 10, 200);
    assertEquals(
        middle,
        WatchedStep.typical(
            List.of(
                step(1000, "fill", 800, 790, 10, 100),
                middle,
                step(640, "fill", 401, 389, 90, 101))));
    WatchedStep longer = step(650, "fill", 400, 390, 10, 200);
    WatchedStep shorter = new WatchedStep(640e-9, longer.ops().subList(0, 1));
    assertEquals(longer, WatchedStep.typical(List.of(shorter, longer)));
  }
}
