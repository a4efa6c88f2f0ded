package org.sinopia.tensor.reference;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import org.sinopia.tensor.op.ClusteringOp;
import org.sinopia.tensor.op.ClusteringOp.KMeansAssign;
import org.sinopia.tensor.op.ClusteringOp.KMeansUpdate;
import org.sinopia.tensor.op.ClusteringOp.PairwiseSquaredDistances;
import org.sinopia.tensor.op.ClusteringOp.PairwiseSquaredDistancesBackward;
import org.sinopia.tensor.op.ClusteringOp.Silhouette;
import org.sinopia.tensor.reference.array.Reals;

/** Distances, K-means and silhouettes. */
final class ReferenceClustering {
  private ReferenceClustering() {}

  static void run(ClusteringOp op) {
    switch (op) {
      case PairwiseSquaredDistances o -> distances(o);
      case PairwiseSquaredDistancesBackward o -> distancesBackward(o);
      case KMeansAssign o -> assign(o);
      case KMeansUpdate o -> update(o);
      case Silhouette o -> silhouette(o);
    }
  }

  private static void distances(PairwiseSquaredDistances op) {
    Reals a = new Reals(op.a());
    Reals b = new Reals(op.b());
    Reals distances = new Reals(op.distances());
    int m = op.b().shape().extent(0);
    int d = op.a().shape().extent(1);
    for (int i = 0; i < op.a().shape().extent(0); i++) {
      for (int j = 0; j < m; j++) {
        distances.set(i * m + j, squaredDistance(a, i, b, j, d));
      }
    }
  }

  private static void distancesBackward(PairwiseSquaredDistancesBackward op) {
    Reals a = new Reals(op.a());
    Reals b = new Reals(op.b());
    Reals g = new Reals(op.gradDistances());
    int n = op.a().shape().extent(0);
    int m = op.b().shape().extent(0);
    int d = op.a().shape().extent(1);
    if (op.gradA() != null) {
      Reals gradA = new Reals(op.gradA());
      for (int i = 0; i < n; i++) {
        for (int k = 0; k < d; k++) {
          double sum = 0;
          for (int j = 0; j < m; j++) {
            sum += 2 * g.at(i * m + j) * (a.at(i * d + k) - b.at(j * d + k));
          }
          gradA.set(i * d + k, sum);
        }
      }
    }
    if (op.gradB() != null) {
      Reals gradB = new Reals(op.gradB());
      for (int j = 0; j < m; j++) {
        for (int k = 0; k < d; k++) {
          double sum = 0;
          for (int i = 0; i < n; i++) {
            sum += 2 * g.at(i * m + j) * (b.at(j * d + k) - a.at(i * d + k));
          }
          gradB.set(j * d + k, sum);
        }
      }
    }
  }

  private static void assign(KMeansAssign op) {
    Reals points = new Reals(op.points());
    Reals centroids = new Reals(op.centroids());
    Reals distances = new Reals(op.distances());
    int d = op.points().shape().extent(1);
    for (int i = 0; i < op.points().shape().extent(0); i++) {
      int label = 0;
      double least = squaredDistance(points, i, centroids, 0, d);
      for (int k = 1; k < op.centroids().shape().extent(0); k++) {
        double candidate = squaredDistance(points, i, centroids, k, d);
        if (candidate < least || (Double.isNaN(candidate) && !Double.isNaN(least))) {
          label = k;
          least = candidate;
        }
      }
      op.labels().memory().setAtIndex(JAVA_INT, i, label);
      distances.set(i, least);
    }
  }

  private static void update(KMeansUpdate op) {
    Reals points = new Reals(op.points());
    Reals centroids = new Reals(op.centroids());
    int n = op.points().shape().extent(0);
    int d = op.points().shape().extent(1);
    for (int k = 0; k < op.centroids().shape().extent(0); k++) {
      int count = 0;
      double[] sum = new double[d];
      for (int i = 0; i < n; i++) {
        if (op.labels().memory().getAtIndex(JAVA_INT, i) == k) {
          count++;
          for (int l = 0; l < d; l++) {
            sum[l] += points.at(i * d + l);
          }
        }
      }
      op.counts().memory().setAtIndex(JAVA_INT, k, count);
      for (int l = 0; count > 0 && l < d; l++) {
        centroids.set(k * d + l, sum[l] / count);
      }
    }
  }

  private static void silhouette(Silhouette op) {
    Reals points = new Reals(op.points());
    Reals widths = new Reals(op.widths());
    int n = op.points().shape().extent(0);
    int d = op.points().shape().extent(1);
    int[] labels = op.labels().memory().toArray(JAVA_INT);
    for (int i = 0; i < n; i++) {
      double[] total = new double[op.clusters()];
      int[] size = new int[op.clusters()];
      for (int j = 0; j < n; j++) {
        if (labels[j] >= 0 && labels[j] < op.clusters()) {
          total[labels[j]] += Math.sqrt(squaredDistance(points, i, points, j, d));
          size[labels[j]]++;
        }
      }
      double a = Double.NaN;
      double b = Double.POSITIVE_INFINITY;
      boolean alone = false;
      for (int c = 0; c < op.clusters(); c++) {
        if (c == labels[i]) {
          a = total[c] / (size[c] - 1);
          alone = size[c] == 1;
        } else if (size[c] > 0) {
          b = Math.min(b, total[c] / size[c]);
        }
      }
      double within = alone ? b : a;
      double larger = Math.max(within, b);
      widths.set(i, larger == 0 ? 0 : (b - within) / larger);
    }
  }

  /** |a_i − b_j|². */
  static double squaredDistance(Reals a, int i, Reals b, int j, int d) {
    double sum = 0;
    for (int k = 0; k < d; k++) {
      double difference = a.at(i * d + k) - b.at(j * d + k);
      sum += difference * difference;
    }
    return sum;
  }
}
