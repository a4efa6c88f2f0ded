package org.sinopia.bench.launches;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class CountedStepTest {
  @Test
  void theStepOfThePaperHasTheseLaunches() {
    CountedStep step = CountedStep.of(8);
    assertEquals(299, step.launches().size());
    assertEquals(298, step.inGraph());
    assertEquals(15, launches(step, "layer_norm"));
    assertEquals(7, launches(step, "locality_attention"));
    assertEquals(1, launches(step, "adam_w"));
  }

  /** One product less than of eight is cut along its inner axis. */
  @Test
  void aStepOfSixtyFourPicturesHasTheseLaunches() {
    CountedStep step = CountedStep.of(64);
    assertEquals(298, step.launches().size());
    assertEquals(297, step.inGraph());
  }

  /** The patches are read once, and written five times as large, with a mean and a deviation. */
  @Test
  void bytesAreThoseOfOperands() {
    CountedLaunch tokens =
        CountedStep.of(8).launches().stream()
            .filter(launch -> launch.kernel().equals("fixed_patch_tokens_16_3_5"))
            .findFirst()
            .orElseThrow();
    long picture = 4L * 8 * 3 * 256 * 256;
    long norm = 4L * 2 * 5 * 3 * 16 * 16;
    long statistics = 4L * 2 * 8 * 256;
    assertEquals(6 * picture + norm + statistics, tokens.bytes());
  }

  private static long launches(CountedStep step, String op) {
    return step.launches().stream().filter(launch -> launch.op().equals(op)).count();
  }

  @Test
  void aLargerBatchMovesMoreByTheSameKernels() {
    List<CountedLaunch> small = CountedStep.of(8).launches();
    List<CountedLaunch> large = CountedStep.of(64).launches();
    assertEquals(ops(small), ops(large));
    assertEquals(8.0, flops(large) / flops(small), 0.1);
    assertTrue(bytes(large) > 5 * bytes(small), bytes(large) + " " + bytes(small));
  }

  private static List<String> ops(List<CountedLaunch> launches) {
    return launches.stream().map(CountedLaunch::op).distinct().toList();
  }

  private static double flops(List<CountedLaunch> launches) {
    return launches.stream().mapToDouble(CountedLaunch::flops).sum();
  }

  private static long bytes(List<CountedLaunch> launches) {
    return launches.stream().mapToLong(CountedLaunch::bytes).sum();
  }
}
