package org.sinopia.nn.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ClusterAgreementTest {
  /**
   * Labels 0 0 1 1 and 0 0 1 2. Pairs together: 1 in both, 2 and 1 in each, of 6; expected 2·1/6,
   * so (1 − 1/3)/(3/2 − 1/3) = 4/7. Entropies ln 2 and 3/2·ln 2, mutual information ln 2: 1/(5/4).
   */
  @Test
  void fourPointsByHand() {
    ClusterAgreement agreement =
        new ClusterAgreement(new int[] {0, 0, 1, 1}, new int[] {0, 0, 1, 2});
    assertEquals(4 / 7.0, agreement.adjustedRandIndex(), 1e-15);
    assertEquals(0.8, agreement.normalisedMutualInformation(), 1e-15);
  }

  /** No pair in both, 2 of 6 in each: (0 − 2/3)/(2 − 2/3) = −1/2; every label says nothing. */
  @Test
  void crossedLabelsAreWorseThanChance() {
    ClusterAgreement agreement =
        new ClusterAgreement(new int[] {0, 0, 1, 1}, new int[] {0, 1, 0, 1});
    assertEquals(-0.5, agreement.adjustedRandIndex(), 1e-15);
    assertEquals(0, agreement.normalisedMutualInformation(), 1e-15);
  }

  @Property
  void namesOfLabelsDoNotMatter(
      @ForAll @Size(min = 2, max = 30) int[] raw,
      @ForAll @IntRange(min = 1, max = 5) int clusters) {
    int[] labels = Arrays.stream(raw).map(r -> Math.floorMod(r, clusters)).toArray();
    int[] renamed = Arrays.stream(labels).map(l -> -7 * l + 3).toArray();
    ClusterAgreement agreement = new ClusterAgreement(labels, renamed);
    assertEquals(1, agreement.adjustedRandIndex(), 1e-12);
    assertEquals(1, agreement.normalisedMutualInformation(), 1e-12);
  }

  @Property
  void agreementIsSymmetric(@ForAll int seed) {
    Random random = new Random(seed);
    int[] a = random.ints(40, 0, 4).toArray();
    int[] b = random.ints(40, 0, 5).toArray();
    ClusterAgreement ab = new ClusterAgreement(a, b);
    ClusterAgreement ba = new ClusterAgreement(b, a);
    assertEquals(ab.adjustedRandIndex(), ba.adjustedRandIndex(), 1e-12);
    assertEquals(ab.normalisedMutualInformation(), ba.normalisedMutualInformation(), 1e-12);
  }

  /** The adjusted index of independent labellings has mean 0; 0.01 is over five deviations here. */
  @Test
  void independentLabelsAgreeByChance() {
    Random random = new Random(1);
    double sum = 0;
    int times = 400;
    for (int i = 0; i < times; i++) {
      int[] a = random.ints(60, 0, 3).toArray();
      int[] b = random.ints(60, 0, 3).toArray();
      sum += new ClusterAgreement(a, b).adjustedRandIndex();
    }
    assertEquals(0, sum / times, 0.01);
  }

  @Test
  void labellingsOfOtherLengthsAreRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> new ClusterAgreement(new int[2], new int[3]));
  }
}
