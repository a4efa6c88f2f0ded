package org.sinopia.train.data.spectra;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.sinopia.xrf.RandomStream;

class ScanMomentsTest {
  @Test
  void whatAllPixelsShareHasNoSpreadAndWhatComesAndGoesHas() {
    ScanMoments.Sum sum = new ScanMoments.Sum(3);
    for (int i = 0; i < 10; i++) {
      // Bin 0 is always 400, bin 1 is 0 or 800, bin 2 is never anything.
      sum.add(new float[] {400, i % 2 == 0 ? 0 : 800, 0}, 0);
    }
    ScanMoments scan = sum.moments();
    double deviation = Math.sqrt(400.0 * 400 - 400);
    assertArrayEquals(new float[] {0, (float) Math.sqrt(deviation / 800), 0}, scan.spread(), 1e-6f);
    assertArrayEquals(
        new float[] {(float) Math.sqrt(0.5), (float) Math.sqrt(0.5), 0}, scan.spectrum(), 1e-6f);
  }

  @Test
  void poissonCountsAloneHardlySpread() {
    RandomStream random = new RandomStream(3, 5, 0);
    ScanMoments.Sum sum = new ScanMoments.Sum(1);
    for (int i = 0; i < 20_000; i++) {
      sum.add(new float[] {poisson(random, 20)}, 0);
    }
    // The variance's own deviation is 20·√(2/20000): of σ/mean √that is left at four of them.
    double most = Math.sqrt(Math.sqrt(4 * 20 * Math.sqrt(2.05 / 20_000)) / 20);
    assertEquals(0, sum.moments().spread()[0], most);
  }

  @Test
  void contextIsTheMeanThenTheSpread() {
    ScanMoments.Sum sum = new ScanMoments.Sum(2);
    sum.add(new float[] {90, 10}, 0);
    sum.add(new float[] {10, 90}, 0);
    ScanMoments scan = sum.moments();
    assertArrayEquals(
        new float[] {
          scan.spectrum()[0], scan.spectrum()[1], scan.spread()[0], scan.spread()[1],
        },
        scan.context());
  }

  /** Knuth's: as many uniform numbers as multiply to more than e^−mean. */
  private static int poisson(RandomStream random, double mean) {
    double product = random.uniform();
    int count = 0;
    while (product > Math.exp(-mean)) {
      product *= random.uniform();
      count++;
    }
    return count;
  }
}
