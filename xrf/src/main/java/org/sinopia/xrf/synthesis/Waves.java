package org.sinopia.xrf.synthesis;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.sinopia.xrf.RandomStream;

/**
 * A smooth random function of the plane with mean 0 and variance 1: a sum of plane waves of random
 * directions and phases, shorter ones weaker in proportion. Bounded by {@link #MOST}. Immutable.
 */
final class Waves {

  private static final int COUNT = 8;

  private static final double[] WEIGHTS =
      IntStream.rangeClosed(1, COUNT).mapToDouble(i -> 1.0 / i).toArray();

  private static final double SCALE =
      Math.sqrt(2 / Arrays.stream(WEIGHTS).map(weight -> weight * weight).sum());

  /** No value is farther from 0. */
  static final double MOST = SCALE * Arrays.stream(WEIGHTS).sum();

  private final double[] alongX = new double[COUNT];
  private final double[] alongY = new double[COUNT];
  private final double[] phase = new double[COUNT];

  /**
   * The waves of a random stream.
   *
   * @param seed seed of the stream
   * @param stream number of the stream
   * @param longest the longest wavelength; wave i of {@value #COUNT} is i times shorter
   */
  Waves(long seed, long stream, double longest) {
    RandomStream random = new RandomStream(seed, stream, 0);
    for (int i = 0; i < COUNT; i++) {
      double direction = 2 * Math.PI * random.uniform();
      double frequency = 2 * Math.PI * (i + 1) / longest;
      alongX[i] = frequency * StrictMath.cos(direction);
      alongY[i] = frequency * StrictMath.sin(direction);
      phase[i] = 2 * Math.PI * random.uniform();
    }
  }

  /** The function at a point. */
  double at(double x, double y) {
    double sum = 0;
    for (int i = 0; i < COUNT; i++) {
      sum += WEIGHTS[i] * StrictMath.cos(alongX[i] * x + alongY[i] * y + phase[i]);
    }
    return SCALE * sum;
  }
}
