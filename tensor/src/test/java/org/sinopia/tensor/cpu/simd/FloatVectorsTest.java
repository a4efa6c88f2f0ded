package org.sinopia.tensor.cpu.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.sinopia.tensor.UnavailableDeviceException;

/** The order in which logical lanes are added, and the property that chooses the vectors. */
class FloatVectorsTest {
  @Test
  void sumAddsHalvesOntoHalves() {
    SplittableRandom random = new SplittableRandom(7);
    for (int trial = 0; trial < 100; trial++) {
      float[] lanes = new float[FloatVectors.LOGICAL];
      for (int i = 0; i < lanes.length; i++) {
        lanes[i] = (float) Math.scalb(random.nextDouble() - 0.5, random.nextInt(20));
      }
      float sum = folded(lanes.clone(), Float::sum);
      float max = folded(lanes.clone(), Math::max);
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment memory = arena.allocateFrom(ValueLayout.JAVA_FLOAT, lanes);
        long at = FloatVectors.at(memory, 0, FloatVectors.LOGICAL);
        assertEquals(sum, FloatVectors.sum(at, 0));
        assertEquals(max, FloatVectors.max(at, 0));
      }
    }
  }

  @Test
  void laneCountIsTheWidestUpTo16OrAsThePropertySays() {
    assertEquals(4, LaneChoice.species(null, 2).length());
    assertEquals(8, LaneChoice.species(null, 8).length());
    assertEquals(16, LaneChoice.species(null, 64).length());
    assertEquals(4, LaneChoice.species("4", 16).length());
    assertEquals(8, LaneChoice.species("8", 16).length());
    assertEquals(16, LaneChoice.species("16", 16).length());
  }

  @Test
  void otherLaneCountsAreRefusedInOneLine() {
    assertEquals("sinopia.lanes: 5, expected 4, 8 or 16", refusal("5", 16));
    assertEquals("sinopia.lanes: , expected 4, 8 or 16", refusal("", 16));
    assertEquals("sinopia.lanes: 16, but vectors of this machine have 8 floats", refusal("16", 8));
  }

  private static String refusal(String property, int widest) {
    return assertThrows(
            UnavailableDeviceException.class, () -> LaneChoice.species(property, widest))
        .getMessage();
  }

  private interface Merge {
    float of(float a, float b);
  }

  private static float folded(float[] lanes, Merge merge) {
    for (int half = lanes.length / 2; half > 0; half /= 2) {
      for (int i = 0; i < half; i++) {
        lanes[i] = merge.of(lanes[i], lanes[i + half]);
      }
    }
    return lanes[0];
  }
}
