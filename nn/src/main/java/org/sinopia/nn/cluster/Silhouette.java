package org.sinopia.nn.cluster;

import org.sinopia.nn.ConfigField;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.ClusteringOp;

/**
 * The silhouette of a clustering (Rousseeuw 1987; Kaufman and Rousseeuw 1990): the mean over points
 * of (b − a)/max(a, b), where a is a point's mean Euclidean distance to the others of its cluster
 * and b that to the points of the nearest other cluster; 0 for a point alone in its cluster. In
 * [−1, 1], the larger the better.
 */
public final class Silhouette {
  private static final int STRETCH_ELEMENTS = 1 << 20;

  private Silhouette() {}

  /**
   * The mean silhouette.
   *
   * @param points [n, d]; distances are held for a stretch of rows at a time
   * @param labels one for each point, not negative
   * @throws IllegalArgumentException if there are fewer than two clusters
   */
  public static double of(Tensor points, int[] labels) {
    int n = points.shape().extent(0);
    int clusters = 0;
    for (int label : labels) {
      clusters = Math.max(clusters, label + 1);
    }
    int[] size = new int[clusters];
    int inhabited = 0;
    for (int label : labels) {
      inhabited += size[label]++ == 0 ? 1 : 0;
    }
    ConfigField.require(
        labels.length == n && inhabited >= 2,
        "silhouette: "
            + labels.length
            + " labels of "
            + inhabited
            + " clusters for "
            + n
            + " points");
    double sum = 0;
    int stretch = Math.clamp(STRETCH_ELEMENTS / n, 1, n);
    for (int from = 0; from < n; from += stretch) {
      int to = Math.min(n, from + stretch);
      double[] squared = squaredDistances(points, from, to);
      for (int i = from; i < to; i++) {
        sum += width(labels[i], squared, (i - from) * n, labels, size);
      }
    }
    return sum / n;
  }

  private static double[] squaredDistances(Tensor points, int from, int to) {
    try (Scope scope = Scope.open(points.device())) {
      Tensor distances = scope.empty(to - from, points.shape().extent(0));
      new ClusteringOp.PairwiseSquaredDistances(points.slice(from, to), points, distances).run();
      return distances.toDoubles();
    }
  }

  private static double width(int own, double[] squared, int at, int[] labels, int[] size) {
    if (size[own] == 1) {
      return 0;
    }
    double[] total = new double[size.length];
    for (int j = 0; j < labels.length; j++) {
      total[labels[j]] += Math.sqrt(squared[at + j]);
    }
    double a = total[own] / (size[own] - 1);
    double b = Double.POSITIVE_INFINITY;
    for (int k = 0; k < size.length; k++) {
      if (k != own && size[k] > 0) {
        b = Math.min(b, total[k] / size[k]);
      }
    }
    return a == b ? 0 : (b - a) / Math.max(a, b);
  }
}
