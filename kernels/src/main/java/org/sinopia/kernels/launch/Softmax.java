package org.sinopia.kernels.launch;

import org.sinopia.kernels.device.Arguments;
import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.tensor.op.NormalisationOp;

/** Launches {@code softmax.cu}. */
public final class Softmax {
  private static final String SOURCE = "softmax";

  private final KernelDevice device;

  /** A launcher for one device. */
  public Softmax(KernelDevice device) {
    this.device = device;
  }

  /** {@link NormalisationOp.Softmax}. */
  public void forward(NormalisationOp.Softmax op) {
    Rows.of(op.x(), op.y())
        .launch(device, SOURCE, "softmax", new Arguments().tensor(op.x()).tensor(op.y()));
  }

  /** {@link NormalisationOp.SoftmaxBackward}. */
  public void backward(NormalisationOp.SoftmaxBackward op) {
    Rows.of(op.y(), op.gradY(), op.gradX())
        .launch(
            device,
            SOURCE,
            "softmax_backward",
            new Arguments().tensor(op.y()).tensor(op.gradY()).tensor(op.gradX()));
  }
}
