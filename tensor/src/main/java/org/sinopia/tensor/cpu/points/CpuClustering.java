package org.sinopia.tensor.cpu.points;

import org.sinopia.tensor.cpu.loops.Workers;
import org.sinopia.tensor.op.ClusteringOp;
import org.sinopia.tensor.op.ClusteringOp.KMeansAssign;
import org.sinopia.tensor.op.ClusteringOp.KMeansUpdate;
import org.sinopia.tensor.op.ClusteringOp.PairwiseSquaredDistances;
import org.sinopia.tensor.op.ClusteringOp.PairwiseSquaredDistancesBackward;
import org.sinopia.tensor.op.ClusteringOp.Silhouette;

/** Distances, K-means and silhouettes. */
public final class CpuClustering {
  private final CpuPairwiseDistances distances;
  private final CpuKMeans means;
  private final CpuSilhouette silhouettes;

  public CpuClustering(Workers workers) {
    this.distances = new CpuPairwiseDistances(workers);
    this.means = new CpuKMeans(workers);
    this.silhouettes = new CpuSilhouette(workers);
  }

  public void run(ClusteringOp op) {
    switch (op) {
      case PairwiseSquaredDistances o -> distances.run(o);
      case PairwiseSquaredDistancesBackward o -> distances.run(o);
      case KMeansAssign o -> means.run(o);
      case KMeansUpdate o -> means.run(o);
      case Silhouette o -> silhouettes.run(o);
    }
  }
}
