package org.sinopia.kernels.launch.points;

import java.lang.foreign.MemorySegment;
import org.sinopia.kernels.device.Arguments;
import org.sinopia.kernels.device.DeviceProperties;
import org.sinopia.kernels.device.Kernel;
import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.device.Launch;
import org.sinopia.kernels.launch.Scratch;
import org.sinopia.tensor.op.ClusteringOp;

/** Silhouette widths: {@code silhouette.cu}. */
public final class Silhouette {
  private static final int WARP = 32;
  private static final int THREADS = 128;
  private static final Kernel ORDER = new Kernel("silhouette", "silhouette_order");
  private static final Kernel WIDTHS = new Kernel("silhouette", "silhouette_widths");

  private final KernelDevice device;

  /** For one device. */
  public Silhouette(KernelDevice device) {
    this.device = device;
  }

  /** Launches {@link ClusteringOp.Silhouette}. */
  public void run(ClusteringOp.Silhouette op) {
    int n = op.points().shape().extent(0);
    DeviceProperties properties = device.properties();
    MemorySegment[] pieces =
        Scratch.take(device, (long) Integer.BYTES * n, Integer.BYTES * (op.clusters() + 1L));
    device.launch(
        ORDER,
        Launch.of(properties.blocks(op.clusters(), 1, WARP), WARP),
        new Arguments()
            .tensor(op.labels())
            .int32(n)
            .int32(op.clusters())
            .address(pieces[0])
            .address(pieces[1]));
    device.launch(
        WIDTHS,
        Launch.of(properties.blocks(n, WARP, THREADS), THREADS),
        new Arguments()
            .tensor(op.points())
            .tensor(op.labels())
            .int32(n)
            .int32(op.points().shape().extent(1))
            .int32(op.clusters())
            .address(pieces[0])
            .address(pieces[1])
            .tensor(op.widths()));
  }
}
