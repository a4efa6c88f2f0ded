package org.sinopia.xrf.synthesis;

import java.util.Arrays;
import org.sinopia.xrf.RandomStream;

/**
 * Mini-batch K-means of colours (D. Sculley (2010), "Web-scale k-means clustering", WWW 2010): each
 * centre moves towards the points of a small random batch that are nearest to it, by 1/n at the
 * n-th point it was ever given. It starts from k-means++ (D. Arthur and S. Vassilvitskii (2007),
 * SODA) on one larger batch. Points are (x, y, z) triples.
 */
final class MiniBatchKMeans {

  private static final int BATCH = 1024;
  private static final int BATCHES = 100;
  private static final int DIMENSIONS = 3;

  /** Colours by their number. */
  @FunctionalInterface
  interface Points {
    /** Leaves the components of point {@code index} in {@code point}. */
    void get(int index, double[] point);
  }

  private MiniBatchKMeans() {}

  /**
   * The centres of clusters.
   *
   * @param points the points
   * @param count how many points there are, at least 1
   * @param k how many centres are wanted, at least 1
   * @param seed seed of the random numbers
   * @param stream stream of the random numbers
   * @return k centres of three components, or as many as there are distinct points in the first
   *     batch if they are fewer
   */
  static double[][] centres(Points points, int count, int k, long seed, long stream) {
    RandomStream random = new RandomStream(seed, stream, 0);
    double[][] centres = start(batch(points, count, DIMENSIONS * BATCH, random), k, random);
    long[] given = new long[centres.length];
    for (int i = 0; i < BATCHES; i++) {
      double[][] batch = batch(points, count, BATCH, random);
      // All are assigned before a centre moves, as in Sculley's algorithm 1.
      int[] nearest = Arrays.stream(batch).mapToInt(point -> nearest(point, centres)).toArray();
      for (int n = 0; n < batch.length; n++) {
        double[] centre = centres[nearest[n]];
        double rate = 1.0 / ++given[nearest[n]];
        for (int d = 0; d < DIMENSIONS; d++) {
          centre[d] += rate * (batch[n][d] - centre[d]);
        }
      }
    }
    return centres;
  }

  /** The nearest centre; of equally near ones, the first. */
  static int nearest(double[] point, double[][] centres) {
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int k = 0; k < centres.length; k++) {
      double distance = squaredDistance(point, centres[k]);
      if (distance < least) {
        least = distance;
        best = k;
      }
    }
    return best;
  }

  private static double squaredDistance(double[] first, double[] second) {
    double sum = 0;
    for (int d = 0; d < DIMENSIONS; d++) {
      sum += (first[d] - second[d]) * (first[d] - second[d]);
    }
    return sum;
  }

  /** Draws a few points at a time and takes the one that leaves the least distance. */
  private static double[][] start(double[][] sample, int k, RandomStream random) {
    int candidates = 2 + (int) StrictMath.log(k);
    double[][] centres = new double[k][];
    double[] weights = new double[sample.length];
    Arrays.fill(weights, 1);
    double total = sample.length;
    for (int c = 0; c < k; c++) {
      if (!(total > 0)) {
        return Arrays.copyOf(centres, c);
      }
      double[] best = {};
      double least = Double.POSITIVE_INFINITY;
      for (int candidate = 0; candidate < candidates; candidate++) {
        double[] point = sample[random.weighted(weights, total)];
        double[] left = new double[sample.length];
        double sum = 0;
        for (int i = 0; i < sample.length; i++) {
          double distance = squaredDistance(sample[i], point);
          left[i] = c == 0 ? distance : Math.min(weights[i], distance);
          sum += left[i];
        }
        if (sum < least) {
          least = sum;
          best = left;
          centres[c] = point.clone();
        }
      }
      weights = best;
      total = least;
    }
    return centres;
  }

  private static double[][] batch(Points points, int count, int size, RandomStream random) {
    double[][] batch = new double[size][DIMENSIONS];
    for (double[] point : batch) {
      points.get((int) (random.uniform() * count), point);
    }
    return batch;
  }
}
