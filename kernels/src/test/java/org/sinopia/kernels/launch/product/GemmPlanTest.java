package org.sinopia.kernels.launch.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.sinopia.kernels.device.DeviceProperties;

/** How matrix products are cut up. */
class GemmPlanTest {
  private static final List<Integer> TILES = List.of(128, 64, 32);

  @Property
  void everyInnerIndexBelongsToOneSplit(
      @ForAll @IntRange(min = 1, max = 5000) int m,
      @ForAll @IntRange(min = 1, max = 5000) int n,
      @ForAll @IntRange(min = 1, max = 100_000) int k,
      @ForAll @IntRange(min = 1, max = 200) int multiprocessors) {
    GemmPlan plan = GemmPlan.of(1, m, n, k, TILES, device(multiprocessors));
    assertTrue((long) plan.splits() * plan.splitLength() >= k, plan.toString());
    assertTrue((long) (plan.splits() - 1) * plan.splitLength() < k, plan.toString());
    int tiles = ceil(m, plan.tile()) * ceil(n, plan.tile());
    assertEquals(tiles * plan.splits(), plan.blocks());
  }

  @Example
  void aProductThatFillsTheDeviceHasTheLargestTileAndIsNotSplit() {
    GemmPlan plan = GemmPlan.of(1, 8192, 8192, 4096, TILES, device(132));
    assertEquals(128, plan.tile());
    assertEquals(1, plan.splits());
  }

  /** A weight gradient: small, with a long inner axis. */
  @Example
  void aProductOfFewTilesIsSplitAlongItsInnerAxis() {
    GemmPlan plan = GemmPlan.of(1, 192, 192, 65_536, TILES, device(132));
    assertTrue(plan.splits() > 1, plan.toString());
    assertTrue(plan.blocks() > 66, plan.toString());
  }

  /** A tile of 128 would compute four columns for each that is wanted. */
  @Example
  void aNarrowProductHasNarrowTiles() {
    assertEquals(32, GemmPlan.of(1, 1 << 20, 32, 64, TILES, device(132)).tile());
  }

  private static int ceil(int a, int b) {
    return (a - 1) / b + 1;
  }

  private static DeviceProperties device(int multiprocessors) {
    return new DeviceProperties(
        "device", 90, multiprocessors, 1024, 2048, 232_448, 233_472, 65_536, 50L << 20, 80L << 30);
  }
}
