package org.sinopia.kernels.launch;

import org.sinopia.kernels.device.Arguments;
import org.sinopia.kernels.device.Kernel;
import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.device.Launch;
import org.sinopia.tensor.op.ElementwiseOp;

/** Launches {@code residual_drop_path.cu}. */
public final class ResidualDropPath {
  private static final String SOURCE = "residual_drop_path";
  private static final Kernel FORWARD = new Kernel(SOURCE, "residual_drop_path");
  private static final Kernel BACKWARD = new Kernel(SOURCE, "residual_drop_path_backward");
  private static final Kernel BACKWARD_4 = new Kernel(SOURCE, "residual_drop_path_backward4");
  private static final int THREADS = 256;
  private static final int PER_THREAD = 4;

  private final KernelDevice device;
  private final ColumnSum sums;

  /** A launcher for one device. */
  public ResidualDropPath(KernelDevice device) {
    this.device = device;
    this.sums = new ColumnSum(device);
  }

  /** {@link ElementwiseOp.ResidualDropPath}. */
  public void forward(ElementwiseOp.ResidualDropPath op) {
    int elements = op.x().elements();
    Arguments arguments =
        new Arguments()
            .tensor(op.x())
            .tensor(op.branch())
            .tensor(op.bias())
            .dropout(op.dropout())
            .dropout(op.dropPath())
            .tensor(op.y())
            .int32(op.x().shape().extent(-1))
            .int32(op.x().shape().stride(0))
            .int32(Alignment.aligned(op.x(), op.branch(), op.y()) ? 1 : 0)
            .int32(elements);
    int blocks = device.properties().blocks(elements, THREADS * PER_THREAD, THREADS);
    device.launch(FORWARD, Launch.of(blocks, THREADS), arguments);
  }

  /** {@link ElementwiseOp.ResidualDropPathBackward}. */
  public void backward(ElementwiseOp.ResidualDropPathBackward op) {
    int columns = op.gradY().shape().extent(-1);
    int rows = op.gradY().elements() / columns;
    int perSample = op.gradY().shape().stride(0);
    // With one axis each element is one sample, and a group of four would span four.
    boolean four =
        columns % 4 == 0 && perSample % 4 == 0 && Alignment.aligned(op.gradY(), op.gradBranch());
    sums.run(
        four ? BACKWARD_4 : BACKWARD,
        four ? 4 : 1,
        rows,
        columns,
        op.gradBias(),
        partial ->
            new Arguments()
                .tensor(op.gradY())
                .dropout(op.dropout())
                .dropout(op.dropPath())
                .tensor(op.gradBranch())
                .address(partial)
                .int32(rows)
                .int32(columns)
                .int32(perSample));
  }
}
