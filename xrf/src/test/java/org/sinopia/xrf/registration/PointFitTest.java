package org.sinopia.xrf.registration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class PointFitTest {

  @Property(tries = 100)
  void exactPairsGiveTheirMapBack(
      @ForAll @DoubleRange(min = -20, max = 20) double xx,
      @ForAll @DoubleRange(min = -3, max = 3) double xy,
      @ForAll @DoubleRange(min = -5000, max = 5000) double x0,
      @ForAll @DoubleRange(min = 0.1, max = 20) double yy,
      @ForAll @IntRange(min = 3, max = 9) int count,
      @ForAll long seed) {
    Affine truth = new Affine(xx + (xx < 0 ? -1 : 1), xy, x0, -xy / 2, yy, x0 / 3);
    if (Math.abs(truth.determinant()) < 0.1 * truth.scaleX() * truth.scaleY()) {
      return;
    }
    SplittableRandom random = new SplittableRandom(seed);
    List<PointPair> pairs =
        IntStream.range(0, count)
            .mapToObj(
                i -> {
                  // Three are far apart, so that no draw is on a line.
                  double x = i == 1 ? 400 : random.nextDouble(40);
                  double y = i == 2 ? 300 : random.nextDouble(40);
                  return new PointPair(truth.x(x, y), truth.y(x, y), x, y);
                })
            .toList();
    PointFit fit = PointFit.of(pairs);
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 3; j++) {
        assertEquals(truth.rows()[i][j], fit.scanToPhoto().rows()[i][j], 1e-6);
      }
    }
    assertTrue(fit.rms() < 1e-6);
    Affine there = truth.then(truth.inverse());
    assertEquals(17, there.x(17, 23), 1e-6);
    assertEquals(23, there.y(17, 23), 1e-6);
  }

  @Example
  void aPointThatIsOffShowsInTheResidual() {
    List<PointPair> pairs =
        PointPair.parse("0,0=0,0, 200,0=100,0; 0,200=0,100\n# a remark = 1,1\n208,200=100,100");
    PointFit fit = PointFit.of(pairs);
    assertEquals(4, pairs.size());
    assertEquals(2, fit.rms(), 1e-9);
  }

  @Example
  void whatIsNoPointOrFixesNoMapIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> PointPair.parse("1,2=3,4 5,6=7"));
    assertThrows(IllegalArgumentException.class, () -> PointPair.parse("1,2=3,4,x"));
    assertThrows(
        IllegalArgumentException.class, () -> PointFit.of(PointPair.parse("1,2=3,4 2,3=4,5")));
    assertThrows(
        IllegalArgumentException.class,
        () -> PointFit.of(PointPair.parse("0,0=0,0 10,10=5,5 20,20=10,10 30,31=15,15")));
  }
}
