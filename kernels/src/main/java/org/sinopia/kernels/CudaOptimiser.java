package org.sinopia.kernels;

import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.launch.Adamw;
import org.sinopia.tensor.op.OptimiserOp;

/** {@link OptimiserOp} by kernels. */
final class CudaOptimiser {
  private final Adamw adamw;

  CudaOptimiser(KernelDevice device) {
    this.adamw = new Adamw(device);
  }

  void run(OptimiserOp op) {
    switch (op) {
      case OptimiserOp.AdamW o -> adamw.run(o);
    }
  }
}
