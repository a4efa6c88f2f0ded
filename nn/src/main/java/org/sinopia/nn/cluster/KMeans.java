package org.sinopia.nn.cluster;

import java.util.Arrays;
import org.sinopia.nn.ConfigField;
import org.sinopia.tensor.DType;
import org.sinopia.tensor.Philox;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.ClusteringOp;
import org.sinopia.tensor.op.LayoutOp;

/**
 * K-means: Lloyd's iterations (Lloyd 1982) from a k-means++ start (Arthur and Vassilvitskii 2007).
 * Runs on the points' device; the same seed gives the same clusters.
 */
public final class KMeans {
  private static final int STARTS = 4;
  private static final int MAX_ITERATIONS = 100;

  private KMeans() {}

  /**
   * A clustering.
   *
   * @param centroids [K, d]
   * @param labels [n], I32: for each point the index of its centroid
   * @param inertia the sum of squared distances of points to their centroids
   */
  public record Clustering(Tensor centroids, Tensor labels, double inertia) {
    /** The labels, copied from the device. */
    public int[] hostLabels() {
      return Arrays.stream(labels.toDoubles()).mapToInt(label -> (int) label).toArray();
    }

    Clustering to(Scope out) {
      return new Clustering(centroids.to(out), labels.to(out), inertia);
    }
  }

  /**
   * Clusters points from a few starts, each until no label changes or a hundred iterations are
   * done, and keeps the result of least inertia: one start in a hundred or so ends in a poor
   * optimum.
   *
   * @param points [n, d]
   * @param k 1 to n
   * @param out where centroids and labels are put, a scope of the points' device
   * @throws IllegalArgumentException if k is out of range
   */
  public static Clustering fit(Tensor points, int k, long seed, Scope out) {
    int n = points.shape().extent(0);
    ConfigField.require(k >= 1 && k <= n, "k-means: k is " + k + ", expected 1 to " + n);
    try (Scope scope = Scope.open(points.device())) {
      Clustering best = null;
      for (int start = 0; start < STARTS; start++) {
        Clustering clustering = from(start(points, k, seed, start, scope), points, scope);
        if (best == null || clustering.inertia() < best.inertia()) {
          best = clustering;
        }
      }
      return best.to(out);
    }
  }

  /**
   * The clustering that given centroids make: each point belongs to the nearest, of equally near
   * ones to the first.
   *
   * @param points [n, d]
   * @param centroids [K, d]
   * @param out where labels are put, a scope of the points' device
   */
  public static Clustering around(Tensor points, Tensor centroids, Scope out) {
    Tensor labels = out.empty(DType.I32, Shape.of(points.shape().extent(0)));
    try (Scope scope = Scope.open(points.device())) {
      Tensor distances = scope.empty(points.shape().extent(0));
      assign(points, centroids, labels, distances);
      return new Clustering(centroids, labels, Arrays.stream(distances.toDoubles()).sum());
    }
  }

  private static Clustering from(Tensor centroids, Tensor points, Scope scope) {
    Tensor labels = scope.empty(DType.I32, Shape.of(points.shape().extent(0)));
    Tensor distances = scope.empty(points.shape().extent(0));
    Tensor counts = scope.empty(DType.I32, Shape.of(centroids.shape().extent(0)));
    double[] before = {};
    double[] now = assign(points, centroids, labels, distances);
    for (int i = 0; i < MAX_ITERATIONS && !Arrays.equals(before, now); i++) {
      new ClusteringOp.KMeansUpdate(points, labels, centroids, counts).run();
      before = now;
      now = assign(points, centroids, labels, distances);
    }
    return new Clustering(centroids, labels, Arrays.stream(distances.toDoubles()).sum());
  }

  private static double[] assign(Tensor points, Tensor centroids, Tensor labels, Tensor distances) {
    new ClusteringOp.KMeansAssign(points, centroids, labels, distances).run();
    return labels.toDoubles();
  }

  /** Each further centroid is a point, drawn with probability proportional to its distance². */
  private static Tensor start(Tensor points, int k, long seed, int start, Scope scope) {
    int n = points.shape().extent(0);
    int d = points.shape().extent(1);
    Tensor centroids = scope.empty(k, d);
    Tensor labels = scope.empty(DType.I32, Shape.of(n));
    Tensor distances = scope.empty(n);
    double[] weights = new double[n];
    Arrays.fill(weights, 1);
    for (int c = 0; c < k; c++) {
      int chosen = draw(weights, Philox.uniform(Philox.word(seed, k, (long) start * k + c)));
      new LayoutOp.Slice(points, 0, chosen, centroids.slice(c, c + 1)).run();
      assign(points, centroids.slice(0, c + 1), labels, distances);
      weights = distances.toDoubles();
    }
    return centroids;
  }

  /** The first index at which the running sum exceeds u of the total; any if all are zero. */
  private static int draw(double[] weights, double u) {
    double total = Arrays.stream(weights).sum();
    if (!(total > 0)) {
      return (int) (u * weights.length);
    }
    double sum = 0;
    int last = 0;
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] > 0) {
        last = i;
        sum += weights[i];
        if (sum > u * total) {
          return i;
        }
      }
    }
    return last;
  }
}
