package org.sinopia.kernels.launch;

import org.sinopia.kernels.device.Arguments;
import org.sinopia.kernels.device.Kernel;
import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.device.Launch;
import org.sinopia.tensor.op.ElementwiseOp;

/** Launches {@code bias_activation.cu}. */
public final class BiasActivation {
  private static final String SOURCE = "bias_activation";
  private static final Kernel FORWARD = new Kernel(SOURCE, "bias_activation");
  private static final Kernel BACKWARD = new Kernel(SOURCE, "bias_activation_backward");
  private static final Kernel BACKWARD_4 = new Kernel(SOURCE, "bias_activation_backward4");
  private static final int THREADS = 256;
  private static final int PER_THREAD = 4;

  private final KernelDevice device;
  private final ColumnSum sums;

  /** A launcher for one device. */
  public BiasActivation(KernelDevice device) {
    this.device = device;
    this.sums = new ColumnSum(device);
  }

  /** {@link ElementwiseOp.BiasActivation}. */
  public void forward(ElementwiseOp.BiasActivation op) {
    int elements = op.x().elements();
    Arguments arguments =
        new Arguments()
            .function(op.function())
            .tensor(op.x())
            .tensor(op.bias())
            .dropout(op.dropout())
            .tensor(op.y())
            .int32(op.x().shape().extent(-1))
            .int32(Alignment.aligned(op.x(), op.y()) ? 1 : 0)
            .int32(elements);
    int blocks = device.properties().blocks(elements, THREADS * PER_THREAD, THREADS);
    device.launch(FORWARD, Launch.of(blocks, THREADS), arguments);
  }

  /** {@link ElementwiseOp.BiasActivationBackward}. */
  public void backward(ElementwiseOp.BiasActivationBackward op) {
    int columns = op.x().shape().extent(-1);
    int rows = op.x().elements() / columns;
    boolean four = columns % 4 == 0 && Alignment.aligned(op.x(), op.gradY(), op.gradX());
    sums.run(
        four ? BACKWARD_4 : BACKWARD,
        four ? 4 : 1,
        rows,
        columns,
        op.gradBias(),
        partial ->
            new Arguments()
                .function(op.function())
                .tensor(op.x())
                .tensor(op.bias())
                .dropout(op.dropout())
                .tensor(op.gradY())
                .tensor(op.gradX())
                .address(partial)
                .int32(rows)
                .int32(columns));
  }
}
