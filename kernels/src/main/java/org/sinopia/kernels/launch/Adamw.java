package org.sinopia.kernels.launch;

import org.sinopia.kernels.device.Arguments;
import org.sinopia.kernels.device.Kernel;
import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.device.Launch;
import org.sinopia.tensor.op.OptimiserOp;

/** Launches {@code adamw.cu}. */
public final class Adamw {
  private static final int THREADS = 256;
  private static final int PER_THREAD = 4;
  private static final Kernel ADAMW = new Kernel("adamw", "adamw");

  private final KernelDevice device;

  /** A launcher for one device. */
  public Adamw(KernelDevice device) {
    this.device = device;
  }

  /** {@link OptimiserOp.AdamW}. */
  public void run(OptimiserOp.AdamW op) {
    int elements = op.parameter().elements();
    float[] update = {
      (float) (1 - op.learningRate() * op.weightDecay()),
      (float) op.beta1(),
      (float) (1 - op.beta1()),
      (float) op.beta2(),
      (float) (1 - op.beta2()),
      (float) (op.learningRate() / op.correction1()),
      (float) (1 / Math.sqrt(op.correction2())),
      (float) op.epsilon(),
      (float) op.maxNorm()
    };
    device.launch(
        ADAMW,
        Launch.of(device.properties().blocks(elements, THREADS * PER_THREAD, THREADS), THREADS),
        new Arguments()
            .float32s(update)
            .tensor(op.norm())
            .tensor(op.parameter())
            .tensor(op.gradient())
            .tensor(op.m())
            .tensor(op.v())
            .int32(Alignment.vectors(op.parameter(), op.gradient(), op.m(), op.v()))
            .int32(elements));
  }
}
