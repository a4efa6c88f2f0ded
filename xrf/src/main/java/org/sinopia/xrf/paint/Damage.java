package org.sinopia.xrf.paint;

import org.sinopia.xrf.RandomStream;

/**
 * Where paint is lost, and where losses were retouched later.
 *
 * @param lost pixels without their paint
 * @param retouched those of them that were painted over
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Damage(boolean[] lost, boolean[] retouched) {

  private static final long STREAM = 0x44616D616765L;
  private static final double CHANCE = 0.4;
  private static final double[] SHARE = {0.002, 0.04};
  private static final double RETOUCHED = 0.5;

  /** Draws the damage of a picture; often there is none. */
  static Damage draw(int height, int width, long seed) {
    RandomStream random = new RandomStream(seed, STREAM, 0);
    boolean damaged = random.uniform() < CHANCE;
    double share = random.between(SHARE[0], SHARE[1]);
    boolean restored = random.uniform() < RETOUCHED;
    boolean[] lost = new boolean[height * width];
    boolean[] retouched = new boolean[height * width];
    if (!damaged) {
      return new Damage(lost, retouched);
    }
    // Flakes with ragged edges, more of them in some parts of the picture than in others.
    float[] flakes = SmoothField.draw(random, height, width, 10, 40);
    float[] parts = SmoothField.draw(random, height, width, 100, 400);
    float[] edges = SmoothField.draw(random, height, width, 8, 12);
    for (int i = 0; i < flakes.length; i++) {
      flakes[i] += parts[i] + 0.35f * edges[i];
    }
    lost = SmoothField.largest(flakes, share);
    float[] restorer = SmoothField.draw(random, height, width, 100, 400);
    for (int i = 0; restored && i < lost.length; i++) {
      retouched[i] = lost[i] && restorer[i] > -0.3f;
    }
    return new Damage(lost, retouched);
  }
}
