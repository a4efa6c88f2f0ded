package org.sinopia.tensor.cpu;

import static org.sinopia.tensor.cpu.Lanes.all;
import static org.sinopia.tensor.cpu.Lanes.load;
import static org.sinopia.tensor.cpu.Lanes.store;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Layer normalisation of a block of rows [rows, width] that stays in the cache, forwards and
 * backwards, for rows that stand in a tensor and for tokens gathered into scratch memory.
 *
 * @param block how the rows lie
 * @param gamma the factors, followed by zeros up to the width
 */
record LayerNormRows(WholeRows block, long gamma) {
  /** y = (x − mean)·rstd·gamma + beta; what stands behind each copied row of x is overwritten. */
  void forward(long x, int rows, long beta, double epsilon, long means, long rstds, long y) {
    RowLoops.moments(x, rows, block, means, rstds);
    for (int row = 0; row < rows; row++) {
      float rstd = (float) (1 / Math.sqrt(Lanes.get(rstds, row) + epsilon));
      Lanes.set(rstd, rstds, row);
      normalise(row(x, row), Lanes.get(means, row), rstd, gamma, beta, block.width(), row(y, row));
    }
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

  /**
   * gradX from gradY.
   *
   * @param sums room for two numbers a row
   */
  void backward(long x, int rows, long means, long rstds, long gradY, long sums, long gradX) {
    meanGradients(x, means, rstds, gamma, gradY, rows, block, sums);
    gradient(x, means, rstds, gamma, gradY, sums, rows, block.width(), gradX);
  }

  /**
   * Adds the block's Σ gradY·x̂ and Σ gradY down each column to the gradients of gamma and beta.
   */
  void columns(
      long x, int rows, long means, long rstds, long gradY, long gradGamma, long gradBeta) {
    columns(x, means, rstds, gradY, rows, block.width(), gradGamma, gradBeta);
  }

  /** Writes the gradients of gamma and beta from those of all pieces, [pieces, 2, width]. */
  void finish(MemorySegment partial, int pieces, MemorySegment gradGamma, MemorySegment gradBeta) {
    int width = block.width();
    long total = Lanes.at(partial, 0, 2L * width);
    for (int piece = 1; piece < pieces; piece++) {
      long next = Lanes.at(partial, 2L * piece * width, 2L * width);
      BinaryLoops.ADD.run(total, next, total, 2 * width);
    }
    gradGamma.copyFrom(Lanes.part(partial, 0, block.d()));
    gradBeta.copyFrom(Lanes.part(partial, width, block.d()));
  }

  private long row(long rows, int row) {
    return rows + (long) row * block.width() * Float.BYTES;
  }

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

  /** mean(g) and mean(g·x̂) of each row, with g = gradY·gamma. */
  private static void meanGradients(
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
      long meanGradients,
      int rows,
      int width,
      long gradX) {
    for (int row = 0; row < rows; row++) {
      FloatVector mean = all(Lanes.get(means, row));
      FloatVector rstd = all(Lanes.get(rstds, row));
      FloatVector minusG = all(-Lanes.get(meanGradients, 2 * row));
      FloatVector minusGNormal = all(-Lanes.get(meanGradients, 2 * row + 1));
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
