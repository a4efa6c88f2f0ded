package org.sinopia.tensor.cpu;

import static org.sinopia.tensor.cpu.Lanes.all;
import static org.sinopia.tensor.cpu.Lanes.load;
import static org.sinopia.tensor.cpu.Lanes.store;

import jdk.incubator.vector.FloatVector;
import org.sinopia.tensor.op.NormalisationOp.LayerNorm;

/**
 * Layer normalisation: mean and variance of a block of rows, then the result, row by row from the
 * cache.
 */
final class CpuLayerNorm {
  private static final int GAMMA = 0;
  private static final int BETA = 1;
  private static final int X = 2;
  private static final int Y = 3;

  private final Workers workers;

  CpuLayerNorm(Workers workers) {
    this.workers = workers;
  }

  void forward(LayerNorm op) {
    int d = op.x().shape().extent(-1);
    WholeRows block = new WholeRows(d);
    int width = block.width();
    long gamma = block.read(op.gamma().memory(), 0, 1, 0, GAMMA);
    long beta = block.read(op.beta().memory(), 0, 1, 0, BETA);
    Rows.run(
        workers,
        op.x().elements() / d,
        d,
        (_, from, rows) -> {
          long x = block.read(op.x().memory(), from, rows, 0, X);
          long y = block.toWrite(op.y().memory(), from, rows, Y);
          long means = Lanes.at(op.mean().memory(), from, rows);
          long rstds = Lanes.at(op.rstd().memory(), from, rows);
          RowLoops.moments(x, rows, block, means, rstds);
          for (int row = 0; row < rows; row++) {
            double rstd = 1 / Math.sqrt(Lanes.get(rstds, row) + op.epsilon());
            Lanes.set((float) rstd, rstds, row);
            long start = (long) row * width * Float.BYTES;
            float mean = Lanes.get(means, row);
            normalise(x + start, mean, (float) rstd, gamma, beta, width, y + start);
          }
          block.written(op.y().memory(), from, rows, Y);
        });
  }

  private static void normalise(
      long x, float mean, float rstd, long gamma, long beta, int width, long y) {
    FloatVector minusMean = all(-mean);
    FloatVector factor = all(rstd);
    for (int i = 0; i < width; i += Lanes.COUNT) {
      FloatVector normal = load(x, i).add(minusMean).mul(factor);
      store(normal.fma(load(gamma, i), load(beta, i)), y, i);
    }
  }
}
