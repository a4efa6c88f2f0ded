package org.sinopia.tensor.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
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
    MemorySegment gamma = block.read(op.gamma().memory(), 0, 1, 0, GAMMA);
    long bytes = 2L * pieces * width * Float.BYTES;
    MemorySegment partial = Scratch.bytes(SUMS, bytes).asSlice(0, bytes).fill((byte) 0);
    Rows.run(
        workers,
        rowsInAll,
        d,
        LEAST_ROWS,
        (piece, from, rows) -> {
          MemorySegment x = block.read(op.x().memory(), from, rows, 0, X);
          MemorySegment gradY = block.read(op.gradY().memory(), from, rows, 0, GRAD_Y);
          MemorySegment means = Lanes.part(op.mean().memory(), from, rows);
          MemorySegment rstds = Lanes.part(op.rstd().memory(), from, rows);
          MemorySegment gradGamma = Lanes.part(partial, 2L * piece * width, width);
          MemorySegment gradBeta = Lanes.part(partial, (2L * piece + 1) * width, width);
          columns(x, means, rstds, gradY, rows, width, gradGamma, gradBeta);
          if (op.gradX() != null) {
            MemorySegment gradX = block.toWrite(op.gradX().memory(), from, rows, GRAD_X);
            MemorySegment rowMeans = Scratch.bytes(MEANS, 2L * rows * Float.BYTES);
            rowMeans(x, means, rstds, gamma, gradY, rows, block, rowMeans);
            gradient(x, means, rstds, gamma, gradY, rowMeans, rows, width, gradX);
            block.written(gradX, op.gradX().memory(), from, rows);
          }
        });
    MemorySegment total = Lanes.part(partial, 0, 2 * width);
    for (int piece = 1; piece < pieces; piece++) {
      MemorySegment next = Lanes.part(partial, 2L * piece * width, 2 * width);
      BinaryLoops.ADD.run(total, next, total, 2 * width);
    }
    op.gradGamma().memory().copyFrom(Lanes.part(total, 0, d));
    op.gradBeta().memory().copyFrom(Lanes.part(total, width, d));
  }

  /** Adds Σ gradY·x̂ and Σ gradY over the rows. */
  private static void columns(
      MemorySegment x,
      MemorySegment means,
      MemorySegment rstds,
      MemorySegment gradY,
      int rows,
      int width,
      MemorySegment gradGamma,
      MemorySegment gradBeta) {
    for (int column = 0; column < width; column += Lanes.COUNT) {
      FloatVector gamma = load(gradGamma, column);
      FloatVector beta = load(gradBeta, column);
      for (int row = 0; row < rows; row++) {
        float mean = means.getAtIndex(JAVA_FLOAT, row);
        float rstd = rstds.getAtIndex(JAVA_FLOAT, row);
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
      MemorySegment x,
      MemorySegment means,
      MemorySegment rstds,
      MemorySegment gamma,
      MemorySegment gradY,
      int rows,
      WholeRows block,
      MemorySegment result) {
    int width = block.width();
    for (int row = 0; row < rows; row++) {
      FloatVector mean = all(means.getAtIndex(JAVA_FLOAT, row));
      FloatVector sumG = all(0);
      FloatVector sumGDeviation = all(0);
      MemorySegment values = Lanes.row(x, row, width);
      MemorySegment gradients = Lanes.row(gradY, row, width);
      for (int i = 0; i < width; i += Lanes.COUNT) {
        FloatVector g = load(gradients, i).mul(load(gamma, i));
        sumG = sumG.add(g);
        sumGDeviation = load(values, i).sub(mean).fma(g, sumGDeviation);
      }
      float rstd = rstds.getAtIndex(JAVA_FLOAT, row);
      result.setAtIndex(JAVA_FLOAT, 2L * row, Lanes.sum(sumG) / block.d());
      result.setAtIndex(JAVA_FLOAT, 2L * row + 1, Lanes.sum(sumGDeviation) * rstd / block.d());
    }
  }

  /** rstd·(g − mean(g) − x̂·mean(g·x̂)). */
  private static void gradient(
      MemorySegment x,
      MemorySegment means,
      MemorySegment rstds,
      MemorySegment gamma,
      MemorySegment gradY,
      MemorySegment rowMeans,
      int rows,
      int width,
      MemorySegment gradX) {
    for (int row = 0; row < rows; row++) {
      FloatVector mean = all(means.getAtIndex(JAVA_FLOAT, row));
      FloatVector rstd = all(rstds.getAtIndex(JAVA_FLOAT, row));
      FloatVector minusG = all(-rowMeans.getAtIndex(JAVA_FLOAT, 2L * row));
      FloatVector minusGNormal = all(-rowMeans.getAtIndex(JAVA_FLOAT, 2L * row + 1));
      MemorySegment values = Lanes.row(x, row, width);
      MemorySegment gradients = Lanes.row(gradY, row, width);
      MemorySegment target = Lanes.row(gradX, row, width);
      for (int i = 0; i < width; i += Lanes.COUNT) {
        FloatVector normal = load(values, i).sub(mean).mul(rstd);
        FloatVector g = load(gradients, i).fma(load(gamma, i), minusG);
        store(normal.fma(minusGNormal, g).mul(rstd), target, i);
      }
    }
  }
}
