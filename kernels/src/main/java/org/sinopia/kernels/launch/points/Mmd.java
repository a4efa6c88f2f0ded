package org.sinopia.kernels.launch.points;

import java.lang.foreign.MemorySegment;
import org.sinopia.kernels.device.Arguments;
import org.sinopia.kernels.device.Kernel;
import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.device.Launch;
import org.sinopia.kernels.launch.Scratch;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.LossOp;

/** Maximum mean discrepancy: {@code mmd.cu}. */
public final class Mmd {
  private static final int THREADS = 128;
  private static final int DIMENSIONS = 8;
  private static final Kernel PAIRS = new Kernel("mmd", "mmd_pairs");
  private static final Kernel LOSS = new Kernel("mmd", "mmd_loss");
  private static final Kernel GRADIENT = new Kernel("mmd", "mmd_gradient");

  private final KernelDevice device;

  /** Launches on one device. */
  public Mmd(KernelDevice device) {
    this.device = device;
  }

  /** Launches {@link LossOp.Mmd}. */
  public void run(LossOp.Mmd op) {
    int n = op.z().shape().extent(0);
    int m = op.prior().shape().extent(0);
    int d = op.z().shape().extent(1);
    Grid within = Grid.of(device, n, n);
    Grid prior = Grid.of(device, m, m);
    Grid between = Grid.of(device, n, m);
    boolean gradient = op.gradZ() != null;
    long pull = gradient ? (long) Float.BYTES * n * d : 0;
    MemorySegment[] pieces =
        Scratch.take(
            device,
            (long) Double.BYTES * within.blocks(),
            (long) Double.BYTES * prior.blocks(),
            (long) Double.BYTES * between.blocks(),
            pull * within.shares(),
            pull * between.shares());
    MemorySegment nowhere = MemorySegment.NULL;
    pairs(within, op.z(), op.z(), 2.0 / n / n, pieces[0], gradient ? pieces[3] : nowhere);
    pairs(prior, op.prior(), op.prior(), 0, pieces[1], nowhere);
    pairs(between, op.z(), op.prior(), -2.0 / n / m, pieces[2], gradient ? pieces[4] : nowhere);
    device.launch(
        LOSS,
        Launch.of(1, THREADS),
        new Arguments()
            .address(pieces[0])
            .int32(within.blocks())
            .float64((double) n * n)
            .address(pieces[1])
            .int32(prior.blocks())
            .float64((double) m * m)
            .address(pieces[2])
            .int32(between.blocks())
            .float64((double) n * m)
            .tensor(op.loss()));
    if (gradient) {
      device.launch(
          GRADIENT,
          Launch.of(device.properties().blocks((long) n * d, 256, 256), 256),
          new Arguments()
              .address(pieces[3])
              .int32(within.shares())
              .address(pieces[4])
              .int32(between.shares())
              .int32(n * d)
              .tensor(op.gradZ()));
    }
  }

  private void pairs(
      Grid grid, Tensor a, Tensor b, double weight, MemorySegment partials, MemorySegment pulls) {
    int d = a.shape().extent(1);
    int chunks = pulls.equals(MemorySegment.NULL) ? 1 : (d + DIMENSIONS - 1) / DIMENSIONS;
    device.launch(
        PAIRS,
        Launch.of(grid.rows(), grid.shares(), chunks, THREADS),
        new Arguments()
            .tensor(a)
            .int32(a.shape().extent(0))
            .tensor(b)
            .int32(b.shape().extent(0))
            .int32(d)
            .float32(weight)
            .address(partials)
            .address(pulls));
  }

  /** Blocks of points a, and the shares that points b are cut into so that the device is full. */
  private record Grid(int rows, int shares) {
    private static final int MIN_SHARE = 256;

    static Grid of(KernelDevice device, int n, int m) {
      int rows = (n + THREADS - 1) / THREADS;
      int full = device.properties().blocks(Long.MAX_VALUE / 2, 1, THREADS);
      int shares = Math.max(1, Math.min((m + MIN_SHARE - 1) / MIN_SHARE, full / rows));
      return new Grid(rows, shares);
    }

    int blocks() {
      return rows * shares;
    }
  }
}
