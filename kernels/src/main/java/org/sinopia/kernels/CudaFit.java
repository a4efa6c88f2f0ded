package org.sinopia.kernels;

import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.launch.CoordinateDescent;
import org.sinopia.tensor.op.FitOp;

/** {@link FitOp} by kernels. */
final class CudaFit {
  private final CoordinateDescent descent;

  CudaFit(KernelDevice device) {
    this.descent = new CoordinateDescent(device);
  }

  void run(FitOp op) {
    switch (op) {
      case FitOp.NonNegativeLeastSquares o -> descent.run(o);
    }
  }
}
