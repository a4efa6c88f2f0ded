package org.sinopia.tensor.cpu;

import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.ClusteringOp;

/** Clustering. */
final class CpuClustering {
  private final Workers workers;

  CpuClustering(Workers workers) {
    this.workers = workers;
  }

  void run(ClusteringOp op) {
    throw new UnsupportedOpException(op.name() + workers.threads());
  }
}
