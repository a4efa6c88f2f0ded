package org.sinopia.kernels;

import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.launch.Cast;
import org.sinopia.kernels.launch.Layout;
import org.sinopia.tensor.op.LayoutOp;

/** {@link LayoutOp} by kernels. */
final class CudaLayout {
  private final Cast cast;
  private final Layout layout;

  CudaLayout(KernelDevice device) {
    this.cast = new Cast(device);
    this.layout = new Layout(device);
  }

  void run(LayoutOp op) {
    switch (op) {
      case LayoutOp.Cast o -> cast.run(o);
      case LayoutOp.Permute o -> layout.permute(o);
      case LayoutOp.Expand o -> layout.expand(o);
      case LayoutOp.Slice o -> layout.slice(o);
      case LayoutOp.Concat o -> layout.concat(o);
      case LayoutOp.Pad o -> layout.pad(o);
      case LayoutOp.PadBackward o -> layout.padBackward(o);
      case LayoutOp.Gather o -> layout.gather(o);
      case LayoutOp.ScatterAdd o -> layout.scatterAdd(o);
    }
  }
}
