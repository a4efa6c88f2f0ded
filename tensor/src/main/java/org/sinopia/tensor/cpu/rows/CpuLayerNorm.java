package org.sinopia.tensor.cpu.rows;

import java.lang.foreign.MemorySegment;
import org.sinopia.tensor.cpu.loops.BinaryLoops;
import org.sinopia.tensor.cpu.loops.Rows;
import org.sinopia.tensor.cpu.loops.WholeRows;
import org.sinopia.tensor.cpu.loops.Workers;
import org.sinopia.tensor.cpu.simd.FloatVectors;
import org.sinopia.tensor.cpu.simd.Scratch;
import org.sinopia.tensor.op.NormalisationOp.LayerNorm;
import org.sinopia.tensor.op.NormalisationOp.LayerNormBackward;

/**
 * Layer normalisation, block of rows by block of rows. Backwards a block is gone over three times:
 * down its columns for gamma and beta, along its rows for the two means, and for the result. The
 * column sums of each piece stand apart and are added in the order of the pieces.
 */
final class CpuLayerNorm {
  /** Sums down the columns stay in registers for at least this number of rows. */
  private static final int MIN_ROWS = 8;

  private static final int GAMMA = 0;
  private static final int BETA = 1;
  private static final int X = 2;
  private static final int Y = 3;
  private static final int GRAD_X = 4;
  private static final int SUMS = 5;
  private static final int MEANS = 6;
  private static final int ADDED = 7;

  private final Workers workers;

  CpuLayerNorm(Workers workers) {
    this.workers = workers;
  }

  void forward(LayerNorm op) {
    int d = op.x().shape().extent(-1);
    WholeRows block = new WholeRows(d);
    LayerNormRows norm = new LayerNormRows(block, block.read(op.gamma().memory(), 0, 1, 0, GAMMA));
    long beta = block.read(op.beta().memory(), 0, 1, 0, BETA);
    Rows.run(
        workers,
        op.x().elements() / d,
        d,
        (_, from, rows) -> {
          long x = block.read(op.x().memory(), from, rows, 0, X);
          long y = block.toWrite(op.y().memory(), from, rows, Y);
          long means = FloatVectors.at(op.mean().memory(), from, rows);
          long rstds = FloatVectors.at(op.rstd().memory(), from, rows);
          norm.forward(x, rows, beta, op.epsilon(), means, rstds, y);
          block.written(op.y().memory(), from, rows, Y);
        });
  }

  void backward(LayerNormBackward op) {
    int d = op.x().shape().extent(-1);
    int rowsInAll = op.x().elements() / d;
    int pieces = Rows.pieces(rowsInAll, d);
    WholeRows block = new WholeRows(d);
    LayerNormRows norm = new LayerNormRows(block, block.read(op.gamma().memory(), 0, 1, 0, GAMMA));
    int width = block.width();
    long bytes = 2L * pieces * width * Float.BYTES;
    MemorySegment partial = Scratch.bytes(SUMS, bytes).asSlice(0, bytes).fill((byte) 0);
    Rows.runSums(
        workers,
        rowsInAll,
        d,
        MIN_ROWS,
        (piece, from, rows) -> {
          long x = block.read(op.x().memory(), from, rows, 0, X);
          long gradY = block.read(op.gradY().memory(), from, rows, 0, Y);
          long means = FloatVectors.at(op.mean().memory(), from, rows);
          long rstds = FloatVectors.at(op.rstd().memory(), from, rows);
          long columns = FloatVectors.at(partial, 2L * piece * width, 2L * width);
          boolean toX = op.gradX() != null;
          long gradX = toX ? block.toWrite(op.gradX().memory(), from, rows, GRAD_X) : 0;
          long sums = FloatVectors.at(Scratch.bytes(MEANS, 2L * rows * Float.BYTES), 0, 2L * rows);
          norm.backward(x, rows, means, rstds, gradY, columns, sums, toX, gradX);
          if (op.added() != null) {
            long added = block.read(op.added().memory(), from, rows, 0, ADDED);
            BinaryLoops.ADD.run(gradX, added, gradX, rows * width);
          }
          if (toX) {
            block.written(op.gradX().memory(), from, rows, GRAD_X);
          }
        });
    norm.finish(partial, pieces, op.gradGamma().memory(), op.gradBeta().memory());
  }
}
