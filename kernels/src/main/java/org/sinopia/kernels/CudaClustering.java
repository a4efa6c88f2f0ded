package org.sinopia.kernels;

import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.ClusteringOp;

/** {@link ClusteringOp} by kernels. */
final class CudaClustering {
  private final KernelDevice device;

  CudaClustering(KernelDevice device) {
    this.device = device;
  }

  void run(ClusteringOp op) {
    throw new UnsupportedOpException(device.name() + ": " + op.name() + ": no kernel");
  }
}
