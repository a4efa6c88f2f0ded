package org.sinopia.tensor.cpu;

import static org.sinopia.tensor.cpu.Lanes.all;
import static org.sinopia.tensor.cpu.Lanes.load;
import static org.sinopia.tensor.cpu.Lanes.store;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import org.sinopia.tensor.op.NormalisationOp.LayerNormBackward;

/**
 * The gradients of layer normalisation. A block of rows is gone over three times: down its columns
 * for gamma and beta, along its rows for the two means, and for the result. The column sums of each
 * piece stand apart and are added in the order of the pieces.
 */
final class CpuLayerNormBackward {
  /** Sums down the columns stay in registers for so many rows, at least. */
  private static final int LEAST_ROWS = 8;

  private static final int GAMMA = 0;
  private static final int SUMS = 1;
  private static final int X = 2;
  private static final int GRAD_Y = 3;
  private static final int GRAD_X = 4;
  private static final int MEANS = 5;

  private final Workers workers;

  CpuLayerNormBackward(Workers workers) {
    this.workers = workers;
  }

  void run(LayerNormBackward op) {
    int d = op.x().shape().extent(-1);
    int rowsInAll = op.x().elements() / d;
    int pieces = Rows.pieces(rowsInAll, d);
    WholeRows block = new WholeRows(d);
    int width = block.width();
    long gamma = block.read(op.gamma().memory(), 0, 1, 0, GAMMA);
    long bytes = 2L * pieces * width * Float.BYTES;
    MemorySegment partial = Scratch.bytes(SUMS, bytes).asSlice(0, bytes).fill((byte) 0);
    Rows.run(
        workers,
        rowsInAll,
        d,
        LEAST_ROWS,
        (piece, from, rows) -> {
          long x = block.read(op.x().memory(), from, rows, 0, X);
          long gradY = block.read(op.gradY().memory(), from, rows, 0, GRAD_Y);
          long means = Lanes.at(op.mean().memory(), from, rows);
          long rstds = Lanes.at(op.rstd().memory(), from, rows);
          long gradGamma = Lanes.at(partial, 2L * piece * width, width);
          long gradBeta = Lanes.at(partial, (2L * piece + 1) * width, width);
          columns(x, means, rstds, gradY, rows, width, gradGamma, gradBeta);
          if (op.gradX() != null) {
            long gradX = block.toWrite(op.gradX().memory(), from, rows, GRAD_X);
            long rowMeans = Lanes.at(Scratch.bytes(MEANS, 2L * rows * Float.BYTES), 0, 2L * rows);
            rowMeans(x, means, rstds, gamma, gradY, rows, block, rowMeans);
            gradient(x, means, rstds, gamma, gradY, rowMeans, rows, width, gradX);
            block.written(op.gradX().memory(), from, rows, GRAD_X);
          }
        });
    long total = Lanes.at(partial, 0, 2L * width);
    for (int piece = 1; piece < pieces; piece++) {
      long next = Lanes.at(partial, 2L * piece * width, 2L * width);
      BinaryLoops.ADD.run(total, next, total, 2 * width);
    }
    op.gradGamma().memory().copyFrom(Lanes.part(partial, 0, d));
    op.gradBeta().memory().copyFrom(Lanes.part(partial, width, d));
  }

  /** Adds Σ gradY·x̂ and Σ gradY over the rows. */
  private static void columns(
      long x,
      long means,
      long rstds,
      long gradY,
      int rows,
      int width,
      long gradGamma,
      long gradBeta) {
    for (int column = 0; column < width; column += Lanes.COUNT) {
      FloatVector gamma = load(gradGamma, column);
      FloatVector beta = load(gradBeta, column);
      for (int row = 0; row < rows; row++) {
        float mean = Lanes.get(means, row);
        float rstd = Lanes.get(rstds, row);
        FloatVector normal = load(x, row * width + column).sub(mean).mul(rstd);
        FloatVector dy = load(gradY, row * width + column);
        gamma = dy.fma(normal, gamma);
        beta = beta.add(dy);
      }
      store(gamma, gradGamma, column);
      store(beta, gradBeta, column);
    }
  }

  /** mean(g) and mean(g·x̂) of each row. */
  private static void rowMeans(
      long x,
      long means,
      long rstds,
      long gamma,
      long gradY,
      int rows,
      WholeRows block,
      long result) {
    int width = block.width();
    for (int row = 0; row < rows; row++) {
      FloatVector mean = all(Lanes.get(means, row));
      FloatVector sumG = all(0);
      FloatVector sumGDeviation = all(0);
      long values = x + (long) row * width * Float.BYTES;
      long gradients = gradY + (long) row * width * Float.BYTES;
      for (int i = 0; i < width; i += Lanes.COUNT) {
        FloatVector g = load(gradients, i).mul(load(gamma, i));
        sumG = sumG.add(g);
        sumGDeviation = load(values, i).sub(mean).fma(g, sumGDeviation);
      }
      float rstd = Lanes.get(rstds, row);
      Lanes.set(Lanes.sum(sumG) / block.d(), result, 2 * row);
      Lanes.set(Lanes.sum(sumGDeviation) * rstd / block.d(), result, 2 * row + 1);
    }
  }

  /** rstd·(g − mean(g) − x̂·mean(g·x̂)). */
  private static void gradient(
      long x,
      long means,
      long rstds,
      long gamma,
      long gradY,
      long rowMeans,
      int rows,
      int width,
      long gradX) {
    for (int row = 0; row < rows; row++) {
      FloatVector mean = all(Lanes.get(means, row));
      FloatVector rstd = all(Lanes.get(rstds, row));
      FloatVector minusG = all(-Lanes.get(rowMeans, 2 * row));
      FloatVector minusGNormal = all(-Lanes.get(rowMeans, 2 * row + 1));
      long values = x + (long) row * width * Float.BYTES;
      long gradients = gradY + (long) row * width * Float.BYTES;
      long target = gradX + (long) row * width * Float.BYTES;
      for (int i = 0; i < width; i += Lanes.COUNT) {
        FloatVector normal = load(values, i).sub(mean).mul(rstd);
        FloatVector g = load(gradients, i).fma(load(gamma, i), minusG);
        store(normal.fma(minusGNormal, g).mul(rstd), target, i);
      }
    }
  }
}
