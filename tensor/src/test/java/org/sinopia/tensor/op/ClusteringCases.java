package org.sinopia.tensor.op;

import java.util.Arrays;
import java.util.List;
import org.sinopia.tensor.DType;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.ClusteringOp.KMeansAssign;
import org.sinopia.tensor.op.ClusteringOp.KMeansUpdate;
import org.sinopia.tensor.op.ClusteringOp.PairwiseSquaredDistances;
import org.sinopia.tensor.op.ClusteringOp.PairwiseSquaredDistancesBackward;
import org.sinopia.tensor.op.ClusteringOp.Silhouette;
import org.sinopia.tensor.random.Draw;

/** Instances of distances, K-means and silhouettes. */
final class ClusteringCases {
  private ClusteringCases() {}

  static List<OpCase> all() {
    return List.of(
        new OpCase(
            "pairwise_squared_distances",
            PairwiseSquaredDistances.class,
            1e-6,
            true,
            ClusteringCases::distances),
        new OpCase(
            "pairwise_squared_distances_backward",
            PairwiseSquaredDistancesBackward.class,
            1e-5,
            true,
            ClusteringCases::distancesBackward),
        new OpCase("kmeans_assign", KMeansAssign.class, 1e-6, true, ClusteringCases::assign),
        new OpCase("kmeans_update", KMeansUpdate.class, 1e-6, true, ClusteringCases::update),
        new OpCase(
            "kmeans_update of many", KMeansUpdate.class, 1e-6, false, ClusteringCases::updateMany),
        new OpCase("silhouette", Silhouette.class, 5e-6, true, ClusteringCases::silhouette));
  }

  private static Op distances(Scope s, Draw draw) {
    int n = draw.size(1, 70);
    int m = draw.size(1, 70);
    int d = draw.size(1, 20);
    return new PairwiseSquaredDistances(
        Terms.of(s, draw, n, d), Terms.of(s, draw, m, d), s.empty(n, m));
  }

  private static Op distancesBackward(Scope s, Draw draw) {
    int n = draw.size(1, 70);
    int m = draw.size(1, 70);
    int d = draw.size(1, 20);
    int wanted = draw.choice(1, 2, 3);
    return new PairwiseSquaredDistancesBackward(
        Terms.of(s, draw, n, d),
        Terms.of(s, draw, m, d),
        Terms.of(s, draw, n, m),
        (wanted & 1) != 0 ? s.empty(n, d) : null,
        (wanted & 2) != 0 ? s.empty(m, d) : null);
  }

  private static Op assign(Scope s, Draw draw) {
    int n = draw.size(1, 33) * draw.choice(1, 41);
    int k = draw.size(1, 20);
    int d = draw.size(1, 8);
    Tensor points = onGrid(s, draw, n, d);
    Tensor centroids = onGrid(s, draw, k, d);
    return new KMeansAssign(points, centroids, s.empty(DType.I32, Shape.of(n)), s.empty(n));
  }

  private static Op update(Scope s, Draw draw) {
    return update(s, draw, draw.size(1, 70));
  }

  private static Op updateMany(Scope s, Draw draw) {
    return update(s, draw, 997 * draw.size(1, 11));
  }

  private static Op update(Scope s, Draw draw, int n) {
    int k = draw.size(1, 20);
    int d = draw.size(1, 8);
    return new KMeansUpdate(
        Terms.of(s, draw, n, d),
        labels(s, draw, n, k),
        Terms.of(s, draw, k, d),
        s.empty(DType.I32, Shape.of(k)));
  }

  /** Denormals are off the grid: a ratio of distances below float32's range is nothing there. */
  private static Op silhouette(Scope s, Draw draw) {
    int n = draw.size(1, 33) * draw.choice(1, 13);
    int k = draw.size(1, 20);
    return new Silhouette(
        onGrid(s, draw, n, draw.size(1, 20)), labels(s, draw, n, k), k, s.empty(n));
  }

  /** From −1 to k + 1. */
  private static Tensor labels(Scope s, Draw draw, int n, int k) {
    int[] labels = new int[n];
    Arrays.setAll(labels, i -> (int) draw.value(-1.5, k + 1.5));
    return s.of(labels, n);
  }

  /** Coordinates in eighths, so that distances are exact in float32 and ties are real ties. */
  private static Tensor onGrid(Scope s, Draw draw, int rows, int d) {
    double[] values = Terms.of(s, draw, rows, d).toDoubles();
    Arrays.setAll(values, i -> Math.rint(values[i] * 8) / 8);
    return s.of(values, rows, d);
  }
}
