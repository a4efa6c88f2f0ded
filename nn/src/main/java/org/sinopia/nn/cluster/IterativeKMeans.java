package org.sinopia.nn.cluster;

import org.sinopia.nn.ConfigField;
import org.sinopia.tensor.DType;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.LayoutOp;
import org.sinopia.tensor.random.StratifiedSample;

/**
 * K-means for every K of a range, of which the one with the best silhouette is kept (Bombini et al.
 * 2023, arXiv 2304.14078). Silhouettes are taken on a sample of the points.
 */
public final class IterativeKMeans {
  /** Points that silhouettes are computed from at most. */
  public static final int SAMPLE = 1024;

  private static final long SAMPLE_STREAM = -1;

  private IterativeKMeans() {}

  /**
   * The best clustering and its silhouette.
   *
   * @param silhouette in [−1, 1]; NaN if no K gave two clusters, all points being one
   */
  public record Best(KMeans.Clustering clustering, double silhouette) {}

  /**
   * Clusters points.
   *
   * @param points [n, d]
   * @param least the smallest K, at least 2
   * @param most the largest K; no more than there are points are tried
   * @param out where centroids and labels are put, a scope of the points' device
   * @throws IllegalArgumentException if the range is empty or there are fewer than two points
   */
  public static Best fit(Tensor points, int least, int most, long seed, Scope out) {
    int n = points.shape().extent(0);
    ConfigField.require(
        least >= 2 && most >= least && n >= least,
        "iterative k-means: K from " + least + " to " + most + " for " + n + " points");
    try (Scope scope = Scope.open(points.device())) {
      int[] sample = StratifiedSample.indices(n, SAMPLE, seed, SAMPLE_STREAM);
      Tensor chosen = scope.of(sample, sample.length);
      Tensor sampled = scope.empty(sample.length, points.shape().extent(1));
      Tensor labels = scope.empty(DType.I32, Shape.of(sample.length));
      new LayoutOp.Gather(points, chosen, sampled).run();
      KMeans.Clustering best = null;
      double bestSilhouette = Double.NaN;
      for (int k = least; k <= Math.min(most, n); k++) {
        KMeans.Clustering clustering = KMeans.fit(points, k, seed, scope);
        new LayoutOp.Gather(clustering.labels(), chosen, labels).run();
        double silhouette = Silhouette.of(sampled, labels, k);
        if (best == null || silhouette > bestSilhouette || Double.isNaN(bestSilhouette)) {
          best = clustering;
          bestSilhouette = silhouette;
        }
      }
      return new Best(best.to(out), bestSilhouette);
    }
  }
}
