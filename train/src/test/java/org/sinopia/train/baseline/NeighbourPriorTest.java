package org.sinopia.train.baseline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.sinopia.xrf.RandomStream;

class NeighbourPriorTest {
  private static final int SIDE = 24;
  private static final int KINDS = 3;

  /** The left half has kind 0 and the right one kind 1, as noisy log likelihoods tell. */
  private static float[] halves(double noise) {
    RandomStream random = new RandomStream(3, 1, 0);
    float[] logs = new float[SIDE * SIDE * KINDS];
    for (int i = 0; i < SIDE * SIDE; i++) {
      for (int k = 0; k < KINDS; k++) {
        logs[i * KINDS + k] = (float) (noise * random.between(-1, 1));
      }
      logs[i * KINDS + (i % SIDE < SIDE / 2 ? 0 : 1)] += 1;
    }
    return logs;
  }

  private static int wrong(float[] marginals) {
    int wrong = 0;
    for (int i = 0; i < SIDE * SIDE; i++) {
      int likeliest = 0;
      double sum = 0;
      for (int k = 0; k < KINDS; k++) {
        likeliest = marginals[i * KINDS + k] > marginals[i * KINDS + likeliest] ? k : likeliest;
        sum += marginals[i * KINDS + k];
      }
      assertEquals(1, sum, 1e-5);
      wrong += likeliest == (i % SIDE < SIDE / 2 ? 0 : 1) ? 0 : 1;
    }
    return wrong;
  }

  @Test
  void noiseGoesAndTheEdgeStays() {
    NeighbourPrior prior = new NeighbourPrior(SIDE, SIDE, KINDS);
    int alone = wrong(prior.marginals(halves(2), 0));
    int among = wrong(prior.marginals(halves(2), NeighbourPrior.REACH));
    assertTrue(alone > 50, alone + " wrong without neighbours");
    assertTrue(among < 15, among + " wrong with neighbours");
  }

  @Test
  void aBandWithItsSurroundingsIsAsInTheWhole() {
    float[] logs = halves(2);
    float[] whole = new NeighbourPrior(SIDE, SIDE, KINDS).marginals(logs, NeighbourPrior.REACH);
    int row = SIDE * KINDS;
    int rows = SIDE - 8;
    float[] part =
        new NeighbourPrior(rows, SIDE, KINDS)
            .marginals(Arrays.copyOf(logs, rows * row), NeighbourPrior.REACH);
    int sure = (rows - NeighbourPrior.REACH) * row;
    assertArrayEquals(Arrays.copyOf(whole, sure), Arrays.copyOf(part, sure));
  }
}
