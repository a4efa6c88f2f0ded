package org.sinopia.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class BandTest {
  @Property
  void bandsCoverACubeOnceInWholeTiles(
      @ForAll @IntRange(min = 1, max = 500) int height,
      @ForAll @IntRange(min = 1, max = 40) int unit,
      @ForAll @IntRange(min = 1, max = 100) int least) {
    List<BandCube.Band> bands = BandCube.Band.of(height, unit, least);
    int next = 0;
    for (BandCube.Band band : bands) {
      assertEquals(next, band.row());
      assertEquals(0, band.row() % unit);
      assertTrue(band.rows() >= Math.min(height, Math.max(unit, least)));
      next += band.rows();
    }
    assertEquals(height, next);
  }
}
