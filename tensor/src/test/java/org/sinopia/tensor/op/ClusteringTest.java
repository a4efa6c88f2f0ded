package org.sinopia.tensor.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sinopia.tensor.DType;
import org.sinopia.tensor.DTypeMismatchException;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.EveryDevice;
import org.sinopia.tensor.Golden;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.ShapeMismatchException;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.TestDevices;
import org.sinopia.tensor.op.ClusteringOp.KMeansAssign;
import org.sinopia.tensor.op.ClusteringOp.KMeansUpdate;
import org.sinopia.tensor.op.ClusteringOp.PairwiseSquaredDistances;
import org.sinopia.tensor.op.ClusteringOp.PairwiseSquaredDistancesBackward;
import org.sinopia.tensor.op.ClusteringOp.Silhouette;
import org.sinopia.tensor.random.Draw;

/** Properties of distances, K-means and silhouettes beyond the formula. */
class ClusteringTest {
  @EveryDevice
  void givesTheGoldenClusterTerm(String device) {
    double tolerance = TestDevices.tolerance(device, 1e-9, 2e-4);
    Golden golden = Golden.open("embedder.safetensors");
    try (Scope s = Scope.open(Device.of(device))) {
      Tensor z = golden.tensor(s, "z");
      Tensor centroids = golden.tensor(s, "centroids");
      int n = z.shape().extent(0);
      Tensor distances = s.empty(n);
      new KMeansAssign(z, centroids, s.empty(DType.I32, Shape.of(n)), distances).run();
      double mean = Arrays.stream(distances.toDoubles()).average().orElseThrow();
      double wanted = golden.values("loss.cluster")[0];
      assertEquals(wanted, mean, tolerance * wanted);
      Tensor pairs = s.empty(n, centroids.shape().extent(0));
      new PairwiseSquaredDistances(z, centroids, pairs).run();
      double[] all = pairs.toDoubles();
      double sum = 0;
      for (int i = 0; i < n; i++) {
        int width = all.length / n;
        sum += Arrays.stream(all, i * width, (i + 1) * width).min().orElseThrow();
      }
      assertEquals(wanted, sum / n, tolerance * wanted);
    }
  }

  @EveryDevice
  void measuresDistancesByHand(String device) {
    try (Scope s = Scope.open(Device.of(device))) {
      Tensor a = s.of(new double[] {0, 0, 3, 4}, 2, 2);
      Tensor b = s.of(new double[] {0, 0, 0, 4, 6, 8}, 3, 2);
      Tensor distances = s.empty(2, 3);
      new PairwiseSquaredDistances(a, b, distances).run();
      assertArrayEquals(new double[] {0, 16, 100, 25, 9, 25}, distances.toDoubles());
      Tensor g = s.of(new double[] {1, 0, 0, 1, 2, 0}, 2, 3);
      Tensor gradA = s.empty(2, 2);
      Tensor gradB = s.empty(3, 2);
      new PairwiseSquaredDistancesBackward(a, b, g, gradA, gradB).run();
      assertArrayEquals(new double[] {0, 0, 18, 8}, gradA.toDoubles());
      assertArrayEquals(new double[] {-6, -8, -12, 0, 0, 0}, gradB.toDoubles());
    }
  }

  /** The expansion |a|² − 2ab + |b|² would leave nothing of a distance of 1 this far out. */
  @EveryDevice
  void keepsSmallDistancesOfFarPoints(String device) {
    try (Scope s = Scope.open(Device.of(device))) {
      Tensor distance = s.empty(1, 1);
      Tensor a = s.of(new double[] {1e6}, 1, 1);
      new PairwiseSquaredDistances(a, s.of(new double[] {1e6 + 1}, 1, 1), distance).run();
      assertEquals(1, distance.item());
    }
  }

  @EveryDevice
  void assignsToTheFirstOfEquallyNearAndTakesNanForNearest(String device) {
    try (Scope s = Scope.open(Device.of(device))) {
      Tensor points = s.of(new double[] {0, 2, 5, Double.NaN}, 4, 1);
      Tensor labels = s.empty(DType.I32, Shape.of(4));
      Tensor distances = s.empty(4);
      new KMeansAssign(points, s.of(new double[] {9, 1, 3}, 3, 1), labels, distances).run();
      assertArrayEquals(new double[] {1, 1, 2, 0}, labels.toDoubles());
      assertArrayEquals(new double[] {1, 1, 4, Double.NaN}, distances.toDoubles());
      double[] lost = {9, Double.NaN, 3, Double.NaN};
      new KMeansAssign(points, s.of(lost, 4, 1), labels, distances).run();
      assertArrayEquals(new double[] {1, 1, 1, 0}, labels.toDoubles());
    }
  }

  @EveryDevice
  void movesCentroidsToMeansAndLeavesEmptyOnesAlone(String device) {
    try (Scope s = Scope.open(Device.of(device))) {
      Tensor points = s.of(new double[] {1, 2, 3, 4, 5, 6, 70, 80}, 4, 2);
      Tensor labels = s.of(new int[] {2, 2, 0, 3}, 4);
      Tensor centroids = s.of(new double[] {-1, -2, -3, -4, -5, -6}, 3, 2);
      Tensor counts = s.empty(DType.I32, Shape.of(3));
      new KMeansUpdate(points, labels, centroids, counts).run();
      assertArrayEquals(new double[] {5, 6, -3, -4, 2, 3}, centroids.toDoubles());
      assertArrayEquals(new double[] {1, 0, 2}, counts.toDoubles());
    }
  }

  /**
   * Two upright sides of a 4 by 3 rectangle are clusters, a far point a third, and a fourth has
   * none: a is 3, b the mean of 4 and the diagonal 5.
   */
  @EveryDevice
  void measuresSilhouettesByHand(String device) {
    double tolerance = TestDevices.tolerance(device, 1e-15, 1e-6);
    try (Scope s = Scope.open(Device.of(device))) {
      Tensor points = s.of(new double[] {0, 0, 4, 0, 40, 30, 0, 3, 4, 3}, 5, 2);
      double side = (4.5 - 3) / 4.5;
      assertArrayEquals(
          new double[] {side, side, 0, side, side},
          widths(points, new int[] {0, 2, 3, 0, 2}, 4),
          tolerance);
      assertArrayEquals(
          new double[] {8 / 9.0, 0.9, 0},
          widths(s.of(new double[] {1, 0, 10}, 3, 1), new int[] {0, 0, 1}, 2),
          tolerance);
    }
  }

  @EveryDevice
  void silhouettesOfDegenerateClustersAreAsSpecified(String device) {
    try (Scope s = Scope.open(Device.of(device))) {
      double none = Double.NaN;
      Tensor points = s.of(new double[] {1, 1, 1, 1}, 4, 1);
      assertArrayEquals(new double[4], widths(points, new int[] {0, 0, 1, 1}, 2));
      assertArrayEquals(new double[4], widths(points, new int[] {0, 1, 2, 3}, 4));
      assertArrayEquals(
          new double[] {none, none, none, none}, widths(points, new int[] {1, 1, 1, 1}, 3));
      Tensor apart = s.of(new double[] {0, 1, 3, 3}, 4, 1);
      double[] inNone = widths(apart, new int[] {0, -1, 1, 2}, 2);
      assertArrayEquals(new double[] {0, none, 0, none}, inNone);
      Tensor lost = s.of(new double[] {0, 0, none, 3, 3}, 5, 1);
      assertArrayEquals(
          new double[] {none, none, none, none, none}, widths(lost, new int[] {0, 0, 1, 2, 2}, 3));
      Tensor far = s.of(new double[] {0, 0, Double.POSITIVE_INFINITY, 3, 3}, 5, 1);
      assertArrayEquals(new double[] {1, 1, none, 1, 1}, widths(far, new int[] {0, 0, 1, 2, 2}, 3));
    }
  }

  private static double[] widths(Tensor points, int[] labels, int clusters) {
    try (Scope s = Scope.open(points.device())) {
      Tensor widths = s.empty(labels.length);
      new Silhouette(points, s.of(labels, labels.length), clusters, widths).run();
      return widths.toDoubles();
    }
  }

  /** Added up in turn in float32, 10 000 times 0.3 is too much by one in ten thousand. */
  @Test
  void silhouettesOfManyPointsDoNotDrift() {
    try (Scope s = Scope.open(Device.cpu())) {
      int n = 20_001;
      double[] x = new double[n];
      int[] labels = new int[n];
      Arrays.fill(x, 10_000, 20_000, 0.3f);
      x[20_000] = 0.5;
      labels[20_000] = 1;
      double a = 10_000 * (double) 0.3f / 19_999;
      assertEquals((0.5 - a) / 0.5, widths(s.of(x, n, 1), labels, 2)[0], 1e-6);
    }
  }

  /** 2²⁴ + 1 is where float32 sums of ones would stop. */
  @Test
  void averagesManyPointsExactly() {
    try (Scope s = Scope.open(Device.cpu())) {
      int n = 70_001;
      double[] far = new double[n];
      Arrays.fill(far, 16_777_215);
      Tensor centroids = s.of(new double[1], 1, 1);
      Tensor counts = s.empty(DType.I32, Shape.of(1));
      new KMeansUpdate(s.of(far, n, 1), s.of(new int[n], n), centroids, counts).run();
      assertEquals(16_777_215, centroids.item());
      assertEquals(n, counts.item());
    }
  }

  @Test
  void givesTheSameBitsForAnyNumberOfThreads() {
    try (Scope s = Scope.open(Device.cpu())) {
      Draw draw = Draw.of(List.of(1), 5);
      Tensor points = draw.tensor(s, 20_001, 3);
      Tensor centroids = draw.tensor(s, 21, 3);
      Tensor labels = s.empty(DType.I32, Shape.of(20_001));
      Threads.sameBits(new KMeansAssign(points, centroids, labels, s.empty(20_001)));
      Threads.sameBits(
          new KMeansUpdate(points, labels, centroids, s.empty(DType.I32, Shape.of(21))));
      Tensor few = points.slice(0, 2001);
      Threads.sameBits(new Silhouette(few, labels.slice(0, 2001), 21, s.empty(2001)));
      Tensor a = draw.tensor(s, 301, 5);
      Tensor b = draw.tensor(s, 203, 5);
      Tensor g = draw.tensor(s, 301, 203);
      Threads.sameBits(new PairwiseSquaredDistances(a, b, s.empty(301, 203)));
      Threads.sameBits(
          new PairwiseSquaredDistancesBackward(a, b, g, s.empty(301, 5), s.empty(203, 5)));
    }
  }

  @Test
  void namesWhatDoesNotFit() {
    try (Scope s = Scope.open(Device.reference())) {
      Tensor a = s.zeros(4, 3);
      Tensor labels = s.of(new int[4], 4);
      refused(
          "pairwise_squared_distances: b is [5, 2], expected [any, 3]",
          new PairwiseSquaredDistances(a, s.zeros(5, 2), s.zeros(4, 5)));
      refused(
          "pairwise_squared_distances_backward: gradA is [3], expected [4, 3]",
          new PairwiseSquaredDistancesBackward(a, s.zeros(5, 3), s.zeros(4, 5), s.zeros(3), null));
      refused(
          "kmeans_assign: distances is [5], expected [4]",
          new KMeansAssign(a, s.zeros(2, 3), labels, s.zeros(5)));
      refused(
          "kmeans_update: counts is [4], expected [2]",
          new KMeansUpdate(a, labels, s.zeros(2, 3), s.of(new int[4], 4)));
      refused("silhouette: widths is [3], expected [4]", new Silhouette(a, labels, 2, s.zeros(3)));
      Op nothing = new PairwiseSquaredDistancesBackward(a, a, s.zeros(4, 4), null, null);
      assertEquals(
          "pairwise_squared_distances_backward: neither gradA nor gradB is wanted",
          assertThrows(IllegalArgumentException.class, nothing::run).getMessage());
      assertEquals(
          "silhouette: clusters is 0, expected at least 1",
          assertThrows(
                  IllegalArgumentException.class,
                  () -> new Silhouette(a, labels, 0, s.zeros(4)).check())
              .getMessage());
      Op real = new KMeansAssign(a, s.zeros(2, 3), s.zeros(4), s.zeros(4));
      assertEquals(
          "kmeans_assign: labels is F64, expected I32",
          assertThrows(DTypeMismatchException.class, real::check).getMessage());
    }
  }

  private static void refused(String message, Op op) {
    assertEquals(message, assertThrows(ShapeMismatchException.class, op::check).getMessage());
  }
}
