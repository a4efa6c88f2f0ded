package org.sinopia.nn.cluster;

import java.util.List;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.ClusteringOp;
import org.sinopia.tensor.op.ReduceFunction;
import org.sinopia.tensor.op.ReductionOp;

/**
 * The silhouette of a clustering (Rousseeuw 1987; Kaufman and Rousseeuw 1990): the mean of its
 * points' widths, see {@link ClusteringOp.Silhouette}. In [−1, 1], the larger the better.
 */
public final class Silhouette {
  private Silhouette() {}

  /**
   * The mean silhouette, computed on the points' device.
   *
   * @param points [n, d]
   * @param labels [n], I32, from 0 to clusters − 1
   * @param clusters at least 1, of which some may have no points
   * @return NaN if fewer than two clusters have points
   */
  public static double of(Tensor points, Tensor labels, int clusters) {
    try (Scope scope = Scope.open(points.device())) {
      Tensor widths = scope.empty(points.shape().extent(0));
      new ClusteringOp.Silhouette(points, labels, clusters, widths).run();
      Tensor mean = scope.empty();
      new ReductionOp.Reduce(ReduceFunction.MEAN, widths, List.of(), mean).run();
      return mean.item();
    }
  }
}
