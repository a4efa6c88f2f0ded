package org.sinopia.xrf.synthesis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AliasTableTest {

  @Property(tries = 200)
  void everyBinIsDrawnByItsShareOfAllWordsToOneWord(
      @ForAll @IntRange(min = 1, max = 3000) int bins, @ForAll long seed) {
    Random random = new Random(seed);
    double[] probabilities = random.doubles(bins).map(u -> u < 0.2 ? 0 : Math.pow(u, 20)).toArray();
    probabilities[random.nextInt(bins)] += 1;
    double total = Arrays.stream(probabilities).sum();

    long[] weights = AliasTable.of(probabilities).weights();

    assertEquals(1L << 32, Arrays.stream(weights).sum());
    for (int bin = 0; bin < bins; bin++) {
      assertEquals(probabilities[bin] / total * 0x1p32, (double) weights[bin], 1.001);
    }
    for (int padding = bins; padding < weights.length; padding++) {
      assertEquals(0, weights[padding]);
    }
  }

  @Test
  void whatIsImpossibleIsNeverDrawn() {
    long[] weights = AliasTable.of(new double[] {0, 0.3, 0, 0.7, 0}).weights();
    assertArrayEquals(new long[] {0, 1288490189L, 0, 3006477107L, 0, 0, 0, 0}, weights);
  }

  @Test
  void oneBinIsAlwaysDrawn() {
    assertTrue(AliasTable.of(new double[] {5}).weights()[0] == 1L << 32);
  }
}
