package org.sinopia.kernels;

import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.launch.Reduction;
import org.sinopia.tensor.op.ReductionOp;

/** {@link ReductionOp} by kernels. */
final class CudaReduction {
  private final Reduction reduction;

  CudaReduction(KernelDevice device) {
    this.reduction = new Reduction(device);
  }

  void run(ReductionOp op) {
    switch (op) {
      case ReductionOp.Reduce o -> reduction.reduce(o);
      case ReductionOp.MaxBackward o -> reduction.maxBackward(o);
      case ReductionOp.ArgMin o -> reduction.argMin(o);
    }
  }
}
