package org.sinopia.tensor.reference;

import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.ClusteringOp;

/** Clustering. */
final class ReferenceClustering {
  private ReferenceClustering() {}

  static void run(ClusteringOp op) {
    throw new UnsupportedOpException(op.name());
  }
}
