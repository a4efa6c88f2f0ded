package org.sinopia.kernels;

import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.launch.points.Clustering;
import org.sinopia.kernels.launch.points.Silhouette;
import org.sinopia.tensor.op.ClusteringOp;

/** {@link ClusteringOp} by kernels. */
final class CudaClustering {
  private final Clustering clustering;
  private final Silhouette silhouette;

  CudaClustering(KernelDevice device) {
    this.clustering = new Clustering(device);
    this.silhouette = new Silhouette(device);
  }

  void run(ClusteringOp op) {
    switch (op) {
      case ClusteringOp.PairwiseSquaredDistances o -> clustering.distances(o);
      case ClusteringOp.PairwiseSquaredDistancesBackward o -> clustering.distancesBackward(o);
      case ClusteringOp.KMeansAssign o -> clustering.assign(o);
      case ClusteringOp.KMeansUpdate o -> clustering.update(o);
      case ClusteringOp.Silhouette o -> silhouette.run(o);
    }
  }
}
