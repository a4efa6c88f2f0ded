package org.sinopia.tensor.cpu.rows;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import org.sinopia.tensor.cpu.loops.Workers;
import org.sinopia.tensor.op.FitOp;
import org.sinopia.tensor.op.FitOp.NonNegativeLeastSquares;

/**
 * Non-negative least squares of many rows. A group of rows descends together, a row a lane of
 * {@link RowDescent}: no sum runs across lanes, so results are the same for any vector width.
 */
public final class CpuFit {
  private static final int GRAIN = 16 * RowDescent.ROWS;

  private final Workers workers;

  public CpuFit(Workers workers) {
    this.workers = workers;
  }

  public void run(FitOp op) {
    switch (op) {
      case NonNegativeLeastSquares o -> nonNegative(o);
    }
  }

  private void nonNegative(NonNegativeLeastSquares op) {
    int k = op.gram().shape().extent(0);
    double[] gram = new double[k * k];
    for (int i = 0; i < gram.length; i++) {
      gram[i] = op.gram().memory().getAtIndex(JAVA_FLOAT, i);
    }
    workers.ranges(
        op.projections().shape().extent(0),
        GRAIN,
        (from, to) -> {
          RowDescent descent = new RowDescent(gram, k);
          for (int first = from; first < to; first += RowDescent.ROWS) {
            int rows = Math.min(RowDescent.ROWS, to - first);
            descent.load(op.projections().memory(), op.start().memory(), first, rows);
            descent.descend(op.sweeps(), op.tolerance());
            descent.store(op.amplitudes().memory(), first, rows);
          }
        });
  }
}
