package org.sinopia.nn.loss;

import org.sinopia.autograd.Scale;
import org.sinopia.autograd.Tape;
import org.sinopia.autograd.Variable;
import org.sinopia.autograd.op.MeanSquaredError;
import org.sinopia.tensor.DType;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.ClusteringOp;
import org.sinopia.tensor.op.LayoutOp;

/**
 * Mean over the batch of min_k |z − c_k|², centroids fixed (deep clustering network, Yang et al.
 * 2016, arXiv 1610.04794, equation 6).
 */
public final class ClusterLoss {
  private ClusterLoss() {}

  /**
   * The loss.
   *
   * @param z [B, d]
   * @param centroids [K, d], on z's device
   */
  public static Variable of(Variable z, Tensor centroids) {
    Tape tape = z.tape();
    Scope scope = tape.scope();
    int batch = z.shape().extent(0);
    Tensor labels = scope.empty(DType.I32, Shape.of(batch));
    new ClusteringOp.KMeansAssign(z.value(), centroids, labels, scope.empty(batch)).run();
    Tensor nearest = scope.emptyLike(z.value());
    new LayoutOp.Gather(centroids, labels, nearest).run();
    // The mean over elements of a squared difference is that over rows, divided by d.
    return Scale.of(z.shape().extent(1), MeanSquaredError.of(z, tape.constant(nearest)));
  }
}
