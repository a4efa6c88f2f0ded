package org.sinopia.xrf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RebinningTest {

  @Property(tries = 300)
  void countsAreConservedWhereTheTargetCoversTheSource(
      @ForAll @IntRange(min = 1, max = 300) int sourceBins,
      @ForAll @IntRange(min = 1, max = 300) int targetBins,
      @ForAll @DoubleRange(min = 0, max = 5) double below,
      @ForAll @DoubleRange(min = 0, max = 5) double above,
      @ForAll long seed) {
    EnergyAxis source = new EnergyAxis(sourceBins, 0.5, 38.5);
    EnergyAxis target = new EnergyAxis(targetBins, 0.5 - below, 38.5 + above);
    double[] counts = new Random(seed).ints(sourceBins, 0, 5000).asDoubleStream().toArray();
    double total = Arrays.stream(counts).sum();
    double rebinned = Arrays.stream(Rebinning.between(source, target).apply(counts)).sum();
    assertEquals(total, rebinned, 1e-13 * Math.max(1, total));
  }

  @Test
  void integerRatioAddsWholeBins() {
    Rebinning rebinning = Rebinning.between(new EnergyAxis(6, 0, 6), new EnergyAxis(3, 0, 6));
    assertArrayEquals(new double[] {3, 7, 11}, rebinning.apply(new double[] {1, 2, 3, 4, 5, 6}), 0);
  }

  @Test
  void fractionalRatioSplitsByOverlap() {
    // Bins 0-1.5 and 1.5-3 of three unit bins: the middle bin is halved.
    Rebinning rebinning = Rebinning.between(new EnergyAxis(3, 0, 3), new EnergyAxis(2, 0, 3));
    assertArrayEquals(new float[] {4 + 5, 5 + 2}, rebinning.apply(new float[] {4, 10, 2}), 0);
  }

  @Test
  void finerTargetSpreadsABinEvenly() {
    Rebinning rebinning = Rebinning.between(new EnergyAxis(1, 0, 2), new EnergyAxis(4, 0, 2));
    assertArrayEquals(new double[] {2, 2, 2, 2}, rebinning.apply(new double[] {8}), 0);
  }

  @Test
  void countsOutsideTheTargetAreCroppedByOverlap() {
    Rebinning rebinning = Rebinning.between(new EnergyAxis(4, 0, 4), new EnergyAxis(2, 0.5, 2.5));
    assertArrayEquals(
        new double[] {5 + 10, 10 + 15}, rebinning.apply(new double[] {10, 20, 30, 40}), 1e-13);
  }

  @Test
  void disjointAxesShareNothing() {
    Rebinning rebinning = Rebinning.between(new EnergyAxis(2, 10, 12), new EnergyAxis(2, 0, 2));
    assertArrayEquals(new double[2], rebinning.apply(new double[] {3, 4}), 0);
    rebinning = Rebinning.between(new EnergyAxis(2, -12, -10), new EnergyAxis(2, 0, 2));
    assertArrayEquals(new double[2], rebinning.apply(new double[] {3, 4}), 0);
  }

  @Test
  void unevenBinsAreAccepted() {
    Rebinning rebinning = Rebinning.fromEdges(new double[] {0, 1, 3, 4}, new EnergyAxis(2, 0, 4));
    assertArrayEquals(new double[] {7 + 4, 4 + 1}, rebinning.apply(new double[] {7, 8, 1}), 1e-15);
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> Rebinning.fromEdges(new double[] {0, 1, 1}, EnergyAxis.DEFAULT));
    assertTrue(error.getMessage().contains("source edge 2"), error.getMessage());
  }

  @Test
  void windowedFormReplacesOnlyItsOwnRange() {
    Rebinning rebinning = Rebinning.between(new EnergyAxis(4, 0, 4), new EnergyAxis(2, 0, 4));
    float[] result = {9, 9, 9, 9};
    rebinning.apply(new float[] {0, 1, 2, 3, 4, 0}, 1, result, 1);
    assertArrayEquals(new float[] {9, 3, 7, 9}, result, 0);
    assertThrows(
        IndexOutOfBoundsException.class, () -> rebinning.apply(new float[5], 2, new float[4], 0));
  }

  @Test
  void axisEdgesCentresAndBinsAgree() {
    EnergyAxis axis = EnergyAxis.DEFAULT;
    assertEquals(38.0 / 512, axis.widthKev(), 0);
    assertEquals(38.5, axis.edgeKev(512), 0);
    for (int i = 0; i < axis.bins(); i++) {
      assertEquals(i, axis.binOf(axis.centreKev(i)));
    }
    assertEquals(-1, axis.binOf(0.49));
    assertEquals(511, axis.binOf(38.5));
    assertEquals(-1, axis.binOf(Double.NaN));
    EnergyAxis calibrated = EnergyAxis.ofCalibration(1024, -0.1, 0.04);
    assertEquals(-0.1, calibrated.centreKev(0), 1e-12);
    assertEquals(-0.1 + 0.04 * 1023, calibrated.centreKev(1023), 1e-12);
  }

  @Test
  void badAxesAreNamed() {
    assertThrows(IllegalArgumentException.class, () -> new EnergyAxis(0, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> new EnergyAxis(1 << 21, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> new EnergyAxis(4, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> new EnergyAxis(4, Double.NaN, 1));
    assertThrows(IllegalArgumentException.class, () -> new EnergyAxis(1 << 20, 1e16, 1e16 + 4));
    assertThrows(IllegalArgumentException.class, () -> EnergyAxis.ofCalibration(4, 0, 0));
  }
}
