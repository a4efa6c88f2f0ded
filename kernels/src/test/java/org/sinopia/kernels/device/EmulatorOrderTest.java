package org.sinopia.kernels.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The order in which threads take turns can be chosen, and shows only where there is a mistake. */
class EmulatorOrderTest {
  private static final long[] ORDERS = {0, 1, 2, 12345, -9};

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void rightKernelsGiveTheSameBitsInEveryOrder(boolean checked) {
    EmulatorOptions options = new EmulatorOptions(checked, 0, 90);
    Workbench first = Workbench.in(folder, options);
    float[] x = new float[96];
    for (int i = 0; i < x.length; i++) {
      x[i] = 1f / (3 + i);
    }
    float[] wanted = null;
    for (long order : ORDERS) {
      Emulator device = first.device().with(options.order(order));
      MemorySegment y = first.empty(192);
      device.launch(
          new Kernel("operations", "sums"),
          Launch.of(1, 96),
          new Arguments().address(first.floats(x)).address(y));
      float[] got = first.floats(y);
      wanted = wanted == null ? got : wanted;
      assertArrayEquals(wanted, got, "order " + order);
    }
  }

  @Test
  void withoutChecksARaceShowsInTheResult() {
    EmulatorOptions options = new EmulatorOptions(false, 0, 90);
    Workbench bench = Workbench.in(folder, options);
    Set<Integer> results = new HashSet<>();
    for (long order : ORDERS) {
      MemorySegment y = bench.empty(1);
      bench
          .device()
          .with(options.order(order))
          .launch(
              new Kernel("planted", "last_one_wins"), Launch.of(1, 64), new Arguments().address(y));
      results.add(bench.ints(y)[0]);
    }
    assertTrue(results.contains(63), "forward: the last thread is last");
    assertTrue(results.contains(0), "backward: the first thread is last");
    assertTrue(results.size() > 2, "a shuffle ends in the middle");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 12345, -9})
  void aRaceIsFoundInEveryOrder(long order) {
    Workbench bench = Workbench.in(folder, EmulatorOptions.STANDARD.order(order));
    MemorySegment y = bench.empty(1);
    KernelException thrown =
        assertThrows(
            KernelException.class,
            () -> bench.planted("last_one_wins", Launch.of(1, 64), new Arguments().address(y)));
    assertTrue(thrown.getMessage().contains("write of 4 bytes in a race"), thrown.getMessage());
  }

  @Test
  void capturedLaunchesRunOnReplayOnly() {
    Workbench bench = Workbench.in(folder, EmulatorOptions.STANDARD);
    MemorySegment y = bench.ints(0);
    Arguments arguments = new Arguments().address(y).int32(0);
    try (Graph graph =
        bench
            .device()
            .capture(
                0,
                () -> {
                  bench.planted("atomic_and_plain", Launch.of(1, 32), arguments);
                  bench.planted("atomic_and_plain", Launch.of(1, 8), arguments);
                })) {
      assertEquals(0, bench.ints(y)[0]);
      assertEquals(2, graph.size());
      graph.replay(0);
      graph.replay(0);
      assertEquals(80, bench.ints(y)[0]);
    }
  }

  @Test
  void copiesAcrossTheHostCannotBeCaptured() {
    Workbench bench = Workbench.in(folder, EmulatorOptions.STANDARD);
    MemorySegment y = bench.ints(0);
    UnrecordableException thrown =
        assertThrows(
            UnrecordableException.class, () -> bench.device().capture(0, () -> bench.ints(y)));
    assertEquals("emulator: a download cannot be part of a graph", thrown.getMessage());
  }
}
