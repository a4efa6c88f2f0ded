package org.sinopia.kernels.launch;

import org.sinopia.kernels.device.Arguments;
import org.sinopia.kernels.device.Kernel;
import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.device.Launch;
import org.sinopia.tensor.op.LayoutOp;

/** Launches {@code cast.cu}. */
public final class Cast {
  private static final Kernel CAST = new Kernel("cast", "cast");
  private static final int THREADS = 256;
  private static final int PER_THREAD = 4;

  private final KernelDevice device;

  /** A launcher for one device. */
  public Cast(KernelDevice device) {
    this.device = device;
  }

  /** {@link LayoutOp.Cast}. */
  public void run(LayoutOp.Cast op) {
    int elements = op.y().elements();
    Arguments arguments =
        new Arguments()
            .dtype(op.x().dtype())
            .tensor(op.x())
            .dtype(op.y().dtype())
            .tensor(op.y())
            .int32(elements);
    int blocks = device.properties().blocks(elements, THREADS * PER_THREAD, THREADS);
    device.launch(CAST, Launch.of(blocks, THREADS), arguments);
  }
}
