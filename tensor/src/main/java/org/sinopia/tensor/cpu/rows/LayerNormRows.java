package org.sinopia.tensor.cpu.rows;

import static org.sinopia.tensor.cpu.simd.FloatVectors.COUNT;
import static org.sinopia.tensor.cpu.simd.FloatVectors.LOGICAL;
import static org.sinopia.tensor.cpu.simd.FloatVectors.all;
import static org.sinopia.tensor.cpu.simd.FloatVectors.keep;
import static org.sinopia.tensor.cpu.simd.FloatVectors.load;
import static org.sinopia.tensor.cpu.simd.FloatVectors.store;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import org.sinopia.tensor.cpu.loops.BinaryLoops;
import org.sinopia.tensor.cpu.loops.RowLoops;
import org.sinopia.tensor.cpu.loops.WholeRows;
import org.sinopia.tensor.cpu.simd.FloatVectors;
import org.sinopia.tensor.cpu.simd.Scratch;

/**
 * Layer normalisation of a block of rows [rows, width] that stays in the cache, forwards and
 * backwards, for rows that stand in a tensor and for tokens gathered into scratch memory.
 *
 * @param block how the rows lie
 * @param gamma the factors, followed by zeros up to the width
 */
public record LayerNormRows(WholeRows block, long gamma) {
  /** Rows whose column sums start at 0, so that the rounding errors of long sums stay small. */
  private static final int SUMMED_ALONE = 32;

  /** y = (x − mean)·rstd·gamma + beta; memory after each copied row of x is overwritten. */
  public void forward(long x, int rows, long beta, double epsilon, long means, long rstds, long y) {
    RowLoops.moments(x, rows, block, means, rstds);
    for (int row = 0; row < rows; row++) {
      float rstd = (float) (1 / Math.sqrt(FloatVectors.get(rstds, row) + epsilon));
      FloatVectors.set(rstd, rstds, row);
      normalise(
          row(x, row), FloatVectors.get(means, row), rstd, gamma, beta, block.width(), row(y, row));
    }
  }

  private static void normalise(
      long x, float mean, float rstd, long gamma, long beta, int width, long y) {
    FloatVector minusMean = all(-mean);
    FloatVector factor = all(rstd);
    for (int i = 0; i < width; i += COUNT) {
      FloatVector normal = load(x, i).add(minusMean).mul(factor);
      store(normal.fma(load(gamma, i), load(beta, i)), y, i);
    }
  }

  @FunctionalInterface
  private interface Step {
    void run(
        LayerNormRows norm,
        long x,
        int rows,
        long means,
        long rstds,
        long gradY,
        long columns,
        long sums,
        long gradX);
  }

  /**
   * Called in a loop, so that the compiler cannot draw them into one method, which would exceed its
   * budget and have vectors made on the heap. All but the first are for gradX. They take numbers,
   * since an object as an argument would be allocated on the heap for each block.
   */
  private static final Step[] STEPS = {
    LayerNormRows::columns, LayerNormRows::meanGradients, LayerNormRows::gradient
  };

  /**
   * A block's part of the gradients of gamma and beta, and if wanted gradX.
   *
   * @param x [rows, width]
   * @param means [rows]
   * @param rstds [rows]
   * @param gradY [rows, width]
   * @param columns [2, width], to which Σ gradY·x̂ and Σ gradY are added
   * @param sums room for [rows, 2]
   * @param toX whether gradX is wanted
   * @param gradX [rows, width], written
   */
  public void backward(
      long x,
      int rows,
      long means,
      long rstds,
      long gradY,
      long columns,
      long sums,
      boolean toX,
      long gradX) {
    int count = toX ? STEPS.length : 1;
    for (int step = 0; step < count; step++) {
      STEPS[step].run(this, x, rows, means, rstds, gradY, columns, sums, gradX);
    }
  }

  /** Writes the gradients of gamma and beta from those of all pieces, [pieces, 2, width]. */
  public void finish(
      MemorySegment partial, int pieces, MemorySegment gradGamma, MemorySegment gradBeta) {
    int width = block.width();
    long total = FloatVectors.at(partial, 0, 2L * width);
    for (int piece = 1; piece < pieces; piece++) {
      long next = FloatVectors.at(partial, 2L * piece * width, 2L * width);
      BinaryLoops.ADD.run(total, next, total, 2 * width);
    }
    gradGamma.copyFrom(FloatVectors.part(partial, 0, block.d()));
    gradBeta.copyFrom(FloatVectors.part(partial, width, block.d()));
  }

  private long row(long rows, int row) {
    return rows + (long) row * block.width() * Float.BYTES;
  }

  private static void columns(
      LayerNormRows norm,
      long x,
      int rows,
      long means,
      long rstds,
      long gradY,
      long columns,
      long sums,
      long gradX) {
    int width = norm.block.width();
    long toGamma = columns;
    long toBeta = columns + (long) width * Float.BYTES;
    for (int column = 0; column < width; column += COUNT) {
      FloatVector gamma = load(toGamma, column);
      FloatVector beta = load(toBeta, column);
      for (int from = 0; from < rows; from += SUMMED_ALONE) {
        FloatVector gammaPart = all(0);
        FloatVector betaPart = all(0);
        int to = Math.min(rows, from + SUMMED_ALONE);
        for (int row = from; row < to; row++) {
          float mean = FloatVectors.get(means, row);
          float rstd = FloatVectors.get(rstds, row);
          FloatVector normal = load(x, row * width + column).sub(mean).mul(rstd);
          FloatVector dy = load(gradY, row * width + column);
          gammaPart = dy.fma(normal, gammaPart);
          betaPart = betaPart.add(dy);
        }
        gamma = gamma.add(gammaPart);
        beta = beta.add(betaPart);
      }
      store(gamma, toGamma, column);
      store(beta, toBeta, column);
    }
  }

  /** mean(g) and mean(g·x̂) of each row, with g = gradY·gamma. */
  private static void meanGradients(
      LayerNormRows norm,
      long x,
      int rows,
      long means,
      long rstds,
      long gradY,
      long columns,
      long sums,
      long gradX) {
    int width = norm.block.width();
    long gamma = norm.gamma;
    long lanes = Scratch.lanes();
    for (int row = 0; row < rows; row++) {
      FloatVector mean = all(FloatVectors.get(means, row));
      long values = x + (long) row * width * Float.BYTES;
      long gradients = gradY + (long) row * width * Float.BYTES;
      FloatVector sumG = mean;
      FloatVector sumGDeviation = mean;
      for (int lane = 0; lane < LOGICAL; lane += COUNT) {
        sumG = all(0);
        sumGDeviation = sumG;
        for (int i = lane; i < width; i += LOGICAL) {
          FloatVector g = load(gradients, i).mul(load(gamma, i));
          sumG = sumG.add(g);
          sumGDeviation = load(values, i).sub(mean).fma(g, sumGDeviation);
        }
        keep(sumG, lanes, lane);
        keep(sumGDeviation, lanes, LOGICAL + lane);
      }
      float rstd = FloatVectors.get(rstds, row);
      FloatVectors.set(FloatVectors.sum(sumG, lanes, 0) / norm.block.d(), sums, 2 * row);
      FloatVectors.set(
          FloatVectors.sum(sumGDeviation, lanes, LOGICAL) * rstd / norm.block.d(),
          sums,
          2 * row + 1);
    }
  }

  /** rstd·(g − mean(g) − x̂·mean(g·x̂)). */
  private static void gradient(
      LayerNormRows norm,
      long x,
      int rows,
      long means,
      long rstds,
      long gradY,
      long columns,
      long sums,
      long gradX) {
    int width = norm.block.width();
    long gamma = norm.gamma;
    for (int row = 0; row < rows; row++) {
      FloatVector mean = all(FloatVectors.get(means, row));
      FloatVector rstd = all(FloatVectors.get(rstds, row));
      FloatVector minusG = all(-FloatVectors.get(sums, 2 * row));
      FloatVector minusGNormal = all(-FloatVectors.get(sums, 2 * row + 1));
      long values = x + (long) row * width * Float.BYTES;
      long gradients = gradY + (long) row * width * Float.BYTES;
      long target = gradX + (long) row * width * Float.BYTES;
      for (int i = 0; i < width; i += COUNT) {
        FloatVector normal = load(values, i).sub(mean).mul(rstd);
        FloatVector g = load(gradients, i).fma(load(gamma, i), minusG);
        store(normal.fma(minusGNormal, g).mul(rstd), target, i);
      }
    }
  }
}
