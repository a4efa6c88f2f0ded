package org.sinopia.tensor.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.sinopia.tensor.cpu.Lanes.all;
import static org.sinopia.tensor.cpu.Lanes.load;
import static org.sinopia.tensor.cpu.Lanes.store;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import org.sinopia.tensor.op.NormalisationOp.LayerNorm;

/** Layer normalisation: mean, variance about it, result, each a step over a block of rows. */
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
    MemorySegment gamma = block.read(op.gamma().memory(), 0, 1, 0, GAMMA);
    MemorySegment beta = block.read(op.beta().memory(), 0, 1, 0, BETA);
    Rows.run(
        workers,
        op.x().elements() / d,
        d,
        (_, from, rows) -> {
          MemorySegment x = block.read(op.x().memory(), from, rows, 0, X);
          MemorySegment y = block.toWrite(op.y().memory(), from, rows, Y);
          MemorySegment means = Lanes.part(op.mean().memory(), from, rows);
          MemorySegment rstds = Lanes.part(op.rstd().memory(), from, rows);
          RowLoops.sum(x, rows, width, means);
          for (int row = 0; row < rows; row++) {
            float mean = means.getAtIndex(JAVA_FLOAT, row) / d;
            means.setAtIndex(JAVA_FLOAT, row, mean);
            block.pad(x, row, mean);
          }
          RowLoops.squares(x, means, rows, width, rstds);
          for (int row = 0; row < rows; row++) {
            double variance = rstds.getAtIndex(JAVA_FLOAT, row) / d;
            rstds.setAtIndex(JAVA_FLOAT, row, (float) (1 / Math.sqrt(variance + op.epsilon())));
          }
          normalise(x, means, rstds, gamma, beta, rows, width, y);
          block.written(y, op.y().memory(), from, rows);
        });
  }

  private static void normalise(
      MemorySegment x,
      MemorySegment means,
      MemorySegment rstds,
      MemorySegment gamma,
      MemorySegment beta,
      int rows,
      int width,
      MemorySegment y) {
    for (int row = 0; row < rows; row++) {
      FloatVector mean = all(means.getAtIndex(JAVA_FLOAT, row));
      FloatVector rstd = all(rstds.getAtIndex(JAVA_FLOAT, row));
      MemorySegment source = Lanes.row(x, row, width);
      MemorySegment target = Lanes.row(y, row, width);
      for (int i = 0; i < width; i += Lanes.COUNT) {
        FloatVector normal = load(source, i).sub(mean).mul(rstd);
        store(normal.fma(load(gamma, i), load(beta, i)), target, i);
      }
    }
  }
}
