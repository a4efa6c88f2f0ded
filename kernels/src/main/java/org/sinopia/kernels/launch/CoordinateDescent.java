package org.sinopia.kernels.launch;

import org.sinopia.kernels.device.Arguments;
import org.sinopia.kernels.device.Kernel;
import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.device.Launch;
import org.sinopia.tensor.op.FitOp.NonNegativeLeastSquares;

/** Non-negative least squares: {@code coordinate_descent.cu}. */
public final class CoordinateDescent {
  private static final int THREADS = 128;
  private static final int ROWS = 4;
  private static final Kernel NON_NEGATIVE =
      new Kernel("coordinate_descent", "non_negative_least_squares");

  private final KernelDevice device;

  /** For one device. */
  public CoordinateDescent(KernelDevice device) {
    this.device = device;
  }

  /** Launches {@link NonNegativeLeastSquares}. */
  public void run(NonNegativeLeastSquares op) {
    int n = op.projections().shape().extent(0);
    device.launch(
        NON_NEGATIVE,
        Launch.of(device.properties().blocks(n, ROWS, THREADS), THREADS),
        new Arguments()
            .tensor(op.gram())
            .tensor(op.projections())
            .tensor(op.start())
            .int32(n)
            .int32(op.gram().shape().extent(0))
            .int32(op.sweeps())
            .float64(op.tolerance())
            .tensor(op.amplitudes()));
  }
}
