package org.sinopia.kernels;

import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.launch.Cast;
import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.LayoutOp;

/** {@link LayoutOp} by kernels. */
final class CudaLayout {
  private final KernelDevice device;
  private final Cast cast;

  CudaLayout(KernelDevice device) {
    this.device = device;
    this.cast = new Cast(device);
  }

  void run(LayoutOp op) {
    switch (op) {
      case LayoutOp.Cast o -> cast.run(o);
      default -> throw new UnsupportedOpException(device.name() + ": " + op.name() + ": no kernel");
    }
  }
}
