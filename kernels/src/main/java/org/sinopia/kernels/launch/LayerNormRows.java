package org.sinopia.kernels.launch;

import java.lang.foreign.MemorySegment;
import org.sinopia.kernels.device.Arguments;
import org.sinopia.kernels.device.Kernel;
import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.device.Launch;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.NormalisationOp;

/** Launches {@code layer_norm_rows.cu}. */
final class LayerNormRows {
  private static final int THREADS = 256;
  private static final int WARPS = THREADS / 32;

  /** Columns that a warp has for each group of four of its lanes. */
  private static final int WIDTH = 128;

  /** Fewer rows to a block would cost more for adding up weights' gradients than blocks gain. */
  private static final int BAND_ROWS = 2 * WARPS;

  /** Blocks for each multiprocessor that the backward's registers allow. */
  private static final int RESIDENT = 2;

  private final KernelDevice device;
  private final ColumnSum columnSum;

  LayerNormRows(KernelDevice device) {
    this.device = device;
    this.columnSum = new ColumnSum(device);
  }

  /** True if a warp can hold a row of gamma's length, 16 bytes at a time. */
  static boolean has(Tensor gamma, Tensor... others) {
    int length = gamma.elements();
    return length % 4 == 0
        && length <= 4 * WIDTH
        && Alignment.aligned(gamma)
        && Alignment.aligned(others);
  }

  private static Kernel kernel(String name, Tensor gamma) {
    int quads = gamma.elements() <= 2 * WIDTH ? 2 : 4;
    return new Kernel("layer_norm_rows", name + "_" + quads);
  }

  void forward(NormalisationOp.LayerNorm op) {
    int rows = op.mean().elements();
    device.launch(
        kernel("layer_norm_rows", op.gamma()),
        Launch.of(device.properties().blocks(rows, WARPS, THREADS), THREADS),
        new Arguments()
            .tensor(op.x())
            .tensor(op.gamma())
            .tensor(op.beta())
            .float32(op.epsilon())
            .tensor(op.y())
            .tensor(op.mean())
            .tensor(op.rstd())
            .int32(rows)
            .int32(op.gamma().elements()));
  }

  void backward(NormalisationOp.LayerNormBackward op) {
    int d = op.gamma().elements();
    int rows = op.mean().elements();
    int blocks =
        Math.min((rows - 1) / BAND_ROWS + 1, RESIDENT * device.properties().multiprocessors());
    long bytes = (long) Float.BYTES * blocks * d;
    MemorySegment[] pieces = Scratch.take(device, bytes, bytes);
    device.launch(
        kernel("layer_norm_backward_rows", op.gamma()),
        Launch.of(blocks, THREADS),
        new Arguments()
            .tensor(op.x())
            .tensor(op.gamma())
            .tensor(op.mean())
            .tensor(op.rstd())
            .tensor(op.gradY())
            .tensor(op.added())
            .tensor(op.gradX())
            .address(pieces[0])
            .address(pieces[1])
            .int32(rows)
            .int32(d));
    columnSum.finish(pieces[0], op.gradGamma(), pieces[1], op.gradBeta(), blocks);
  }
}
