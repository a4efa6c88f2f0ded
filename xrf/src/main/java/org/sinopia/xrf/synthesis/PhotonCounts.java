package org.sinopia.xrf.synthesis;

import java.util.Arrays;
import org.sinopia.xrf.RandomStream;

/**
 * How many photons are recorded in each pixel: n or Poisson(n), thinned by the distance of the
 * surface and by dead time. Safe to use from many threads.
 */
final class PhotonCounts {

  private static final double DISTANCE_MM = 10;
  private static final long RELIEF_STREAM = -0x1_0000_0000L;
  private static final double RELIEF_WAVELENGTH_PIXELS = 200;

  // Photons' bins use the blocks of a pixel's stream below this one.
  private static final long FIRST_BLOCK = 1L << 32;

  // Beyond ten standard deviations lie less than 1e-22 of a Poisson distribution.
  private static final double REACH = 10;

  private final ScanConditions conditions;
  private final long seed;
  private final Waves relief;
  private final int first;
  private final double[] cumulative;

  PhotonCounts(ScanConditions conditions, long seed) {
    this.conditions = conditions;
    this.seed = seed;
    this.relief = new Waves(seed, RELIEF_STREAM, RELIEF_WAVELENGTH_PIXELS);
    double mean = conditions.photons();
    double reach = REACH * (Math.sqrt(mean) + 1);
    this.first = (int) Math.max(0, mean - reach);
    this.cumulative = poisson(mean, first, (int) (mean + reach));
  }

  /** Running sums of Poisson probabilities of {@code from} to {@code to}, the last one 1. */
  private static double[] poisson(double mean, int from, int to) {
    double[] running = new double[to - from + 1];
    int mode = (int) mean;
    // Relative to the mode's, so that nothing underflows.
    running[mode - from] = 1;
    for (int n = mode; n > from; n--) {
      running[n - 1 - from] = running[n - from] * n / mean;
    }
    for (int n = mode; n < to; n++) {
      running[n + 1 - from] = running[n - from] * mean / (n + 1);
    }
    double total = 0;
    for (int i = 0; i < running.length; i++) {
      total += running[i];
      running[i] = total;
    }
    double all = total;
    return Arrays.stream(running).map(sum -> sum / all).toArray();
  }

  /** Photons recorded in a pixel of a picture, by the words of the pixel's own stream. */
  int of(int row, int column, long stream) {
    int photons = conditions.photons();
    if (!conditions.poisson() && conditions.reliefMm() == 0 && conditions.deadTime() == 0) {
      return photons;
    }
    RandomStream random = new RandomStream(seed, stream, FIRST_BLOCK);
    int arriving = photons;
    if (conditions.poisson()) {
      int found = Arrays.binarySearch(cumulative, random.uniform());
      arriving = first + (found >= 0 ? found + 1 : -found - 1);
    }
    double seen = solidAngle(row, column);
    double live = 1 / (1 + conditions.deadTime() * seen * arriving / photons);
    return seen * live < 1 ? random.binomial(arriving, seen * live) : arriving;
  }

  /** The detector's solid angle over that of the surface's nearest possible point. */
  private double solidAngle(int row, int column) {
    if (conditions.reliefMm() == 0) {
      return 1;
    }
    double nearest = DISTANCE_MM - conditions.reliefMm() * Waves.MOST;
    double distance = DISTANCE_MM - conditions.reliefMm() * relief.at(column, row);
    return nearest * nearest / (distance * distance);
  }
}
