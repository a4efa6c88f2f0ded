package org.sinopia.tensor;

import java.util.List;

/**
 * Stops at the first op that makes a NaN or an infinity, naming it: {@code device.observe(new
 * FiniteGuard())}. Reads every output of every op: slow; for debugging.
 */
public final class FiniteGuard implements OpObserver {
  /**
   * Runs the op and looks at what it wrote.
   *
   * @throws NonFiniteException if an output holds a NaN or an infinity
   */
  @Override
  public void around(Operation op, Runnable kernel) {
    kernel.run();
    List<Tensor> outputs = op.outputs();
    for (int i = 0; i < outputs.size(); i++) {
      Tensor output = outputs.get(i);
      if (output.dtype().floating()) {
        check(op, i, output);
      }
    }
  }

  private static void check(Operation op, int index, Tensor output) {
    double[] values = output.toDoubles();
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw new NonFiniteException(
            op.name()
                + ": output "
                + index
                + " "
                + output
                + " has "
                + values[i]
                + " at element "
                + i);
      }
    }
  }
}
