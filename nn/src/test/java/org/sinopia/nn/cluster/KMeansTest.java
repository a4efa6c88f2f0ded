package org.sinopia.nn.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;

class KMeansTest {
  private static final int EACH = 30;

  /**
   * Gaussian clouds of deviation 0.1 around corners of a cube of side 2, point i in cloud i mod n.
   */
  private static double[] clouds(int clusters, Random random) {
    double[] points = new double[clusters * EACH * 3];
    for (int i = 0; i < clusters * EACH; i++) {
      int corner = i % clusters;
      for (int axis = 0; axis < 3; axis++) {
        points[3 * i + axis] = 2 * (corner >> axis & 1) + 0.1 * random.nextGaussian();
      }
    }
    return points;
  }

  private static int[] truth(int clusters) {
    int[] labels = new int[clusters * EACH];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i % clusters;
    }
    return labels;
  }

  @Property(tries = 20)
  void theNumberOfCloudsAndTheCloudsAreFound(
      @ForAll @IntRange(min = 2, max = 5) int clusters, @ForAll int seed) {
    try (Scope scope = Scope.open(Device.reference())) {
      double[] values = clouds(clusters, new Random(seed));
      Tensor points = scope.of(values, clusters * EACH, 3);
      IterativeKMeans.Best best = IterativeKMeans.fit(points, 2, 8, seed, scope);
      int[] found = best.clustering().hostLabels();
      ClusterAgreement agreement = new ClusterAgreement(truth(clusters), found);
      assertEquals(clusters, best.clustering().centroids().shape().extent(0));
      assertEquals(1, agreement.adjustedRandIndex());
      assertTrue(best.silhouette() > 0.7, "silhouette " + best.silhouette());
    }
  }

  @Test
  void theCpuFindsTheSameClouds() {
    try (Scope scope = Scope.open(Device.cpu())) {
      Tensor points = scope.of(clouds(4, new Random(1)), 4 * EACH, 3);
      IterativeKMeans.Best best = IterativeKMeans.fit(points, 2, 8, 1, scope);
      assertEquals(
          1, new ClusterAgreement(truth(4), best.clustering().hostLabels()).adjustedRandIndex());
    }
  }

  @Test
  void theSameSeedGivesTheSameClusters() {
    try (Scope scope = Scope.open(Device.reference())) {
      Tensor points = scope.of(new Random(3).doubles(300).toArray(), 100, 3);
      KMeans.Clustering one = KMeans.fit(points, 5, 9, scope);
      KMeans.Clustering two = KMeans.fit(points, 5, 9, scope);
      assertArrayEquals(one.centroids().toDoubles(), two.centroids().toDoubles());
      assertArrayEquals(one.hostLabels(), two.hostLabels());
    }
  }

  /** At the end every centroid is the mean of its points, and no point is nearer to another. */
  @Property(tries = 20)
  void theResultIsAFixedPoint(@ForAll @IntRange(min = 1, max = 6) int k, @ForAll int seed) {
    try (Scope scope = Scope.open(Device.reference())) {
      double[] values = new Random(seed).doubles(120).toArray();
      KMeans.Clustering found = KMeans.fit(scope.of(values, 60, 2), k, seed, scope);
      double[] centroids = found.centroids().toDoubles();
      int[] labels = found.hostLabels();
      double inertia = 0;
      double[] sums = new double[2 * k];
      int[] counts = new int[k];
      for (int i = 0; i < 60; i++) {
        counts[labels[i]]++;
        sums[2 * labels[i]] += values[2 * i];
        sums[2 * labels[i] + 1] += values[2 * i + 1];
        double own = squared(values, i, centroids, labels[i]);
        inertia += own;
        for (int c = 0; c < k; c++) {
          assertTrue(own <= squared(values, i, centroids, c) + 1e-12);
        }
      }
      assertEquals(inertia, found.inertia(), 1e-12);
      for (int c = 0; c < k; c++) {
        assertEquals(sums[2 * c] / counts[c], centroids[2 * c], 1e-12);
        assertEquals(sums[2 * c + 1] / counts[c], centroids[2 * c + 1], 1e-12);
      }
    }
  }

  private static double squared(double[] points, int i, double[] centroids, int c) {
    double dx = points[2 * i] - centroids[2 * c];
    double dy = points[2 * i + 1] - centroids[2 * c + 1];
    return dx * dx + dy * dy;
  }

  /** Points 0 and 1 together, 10 alone: (10 − 1)/10, (9 − 1)/9, and 0 for the one alone. */
  @Test
  void silhouetteOfThreePointsByHand() {
    try (Scope scope = Scope.open(Device.reference())) {
      Tensor points = scope.of(new double[] {0, 1, 10}, 3, 1);
      double expected = (9 / 10.0 + 8 / 9.0) / 3;
      assertEquals(expected, Silhouette.of(points, scope.of(new int[] {0, 0, 1}, 3), 2), 1e-15);
      assertEquals(Double.NaN, Silhouette.of(points, scope.of(new int[] {2, 2, 2}, 3), 3));
    }
  }

  @Test
  void pointsThatAreAllOneHaveNoSilhouette() {
    try (Scope scope = Scope.open(Device.reference())) {
      IterativeKMeans.Best best = IterativeKMeans.fit(scope.full(1, 9, 2), 2, 4, 1, scope);
      assertTrue(Double.isNaN(best.silhouette()));
    }
  }

  @Test
  void moreClustersThanPointsAreRefused() {
    try (Scope scope = Scope.open(Device.reference())) {
      Tensor points = scope.zeros(3, 2);
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> KMeans.fit(points, 4, 1, scope));
      assertEquals("k-means: k is 4, expected 1 to 3", e.getMessage());
    }
  }

  @Test
  void givenCentroidsTakeWhatIsNearestAndTheFirstOfEquallyNear() {
    try (Scope scope = Scope.open(Device.cpu())) {
      Tensor points = scope.of(new double[] {0, 0, 3, 0, 2, 0, 9, 1}, 4, 2);
      Tensor centroids = scope.of(new double[] {0, 0, 4, 0}, 2, 2);
      KMeans.Clustering clustering = KMeans.around(points, centroids, scope);
      assertArrayEquals(new int[] {0, 1, 0, 1}, clustering.hostLabels());
      assertEquals(0 + 1 + 4 + 26, clustering.inertia(), 1e-6);
    }
  }
}
