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
  /** Rows whose column sums start at 0, so that the rounding errors of long sums stay small. */
  private static final int SUMMED_ALONE = 32;

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
   * The operands of a block's backward.
   *
   * @param x [rows, width]
   * @param means [rows]
   * @param rstds [rows]
   * @param gradY [rows, width]
   * @param gradGamma [width], to which Σ gradY·x̂ is added
   * @param gradBeta [width], to which Σ gradY is added
   * @param sums room for [rows, 2]
   * @param gradX [rows, width], written
   */
  record Gradients(
      long x,
      int rows,
      long means,
      long rstds,
      long gradY,
      long gradGamma,
      long gradBeta,
      long sums,
      long gradX) {}

  @FunctionalInterface
  private interface Step {
    void run(LayerNormRows norm, Gradients block);
  }

  /**
   * Called in a loop, so that the compiler cannot draw them into one method, which would exceed its
   * budget and have vectors made on the heap. All but the first are for gradX.
   */
  private static final Step[] STEPS = {
    LayerNormRows::columns, LayerNormRows::meanGradients, LayerNormRows::gradient
  };

  /** The block's part of the gradients of gamma and beta, and if wanted gradX. */
  void backward(Gradients block, boolean toX) {
    int count = toX ? STEPS.length : 1;
    for (int step = 0; step < count; step++) {
      STEPS[step].run(this, block);
    }
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

  private static void columns(LayerNormRows norm, Gradients o) {
    long x = o.x();
    long gradY = o.gradY();
    int rows = o.rows();
    int width = norm.block.width();
    for (int column = 0; column < width; column += Lanes.COUNT) {
      FloatVector gamma = load(o.gradGamma(), column);
      FloatVector beta = load(o.gradBeta(), column);
      for (int from = 0; from < rows; from += SUMMED_ALONE) {
        FloatVector gammaPart = all(0);
        FloatVector betaPart = all(0);
        int to = Math.min(rows, from + SUMMED_ALONE);
        for (int row = from; row < to; row++) {
          float mean = Lanes.get(o.means(), row);
          float rstd = Lanes.get(o.rstds(), row);
          FloatVector normal = load(x, row * width + column).sub(mean).mul(rstd);
          FloatVector dy = load(gradY, row * width + column);
          gammaPart = dy.fma(normal, gammaPart);
          betaPart = betaPart.add(dy);
        }
        gamma = gamma.add(gammaPart);
        beta = beta.add(betaPart);
      }
      store(gamma, o.gradGamma(), column);
      store(beta, o.gradBeta(), column);
    }
  }

  /** mean(g) and mean(g·x̂) of each row, with g = gradY·gamma. */
  private static void meanGradients(LayerNormRows norm, Gradients o) {
    int width = norm.block.width();
    long gamma = norm.gamma;
    for (int row = 0; row < o.rows(); row++) {
      FloatVector mean = all(Lanes.get(o.means(), row));
      FloatVector sumG = all(0);
      FloatVector sumGDeviation = all(0);
      long values = o.x() + (long) row * width * Float.BYTES;
      long gradients = o.gradY() + (long) row * width * Float.BYTES;
      for (int i = 0; i < width; i += Lanes.COUNT) {
        FloatVector g = load(gradients, i).mul(load(gamma, i));
        sumG = sumG.add(g);
        sumGDeviation = load(values, i).sub(mean).fma(g, sumGDeviation);
      }
      float rstd = Lanes.get(o.rstds(), row);
      Lanes.set(Lanes.sum(sumG) / norm.block.d(), o.sums(), 2 * row);
      Lanes.set(Lanes.sum(sumGDeviation) * rstd / norm.block.d(), o.sums(), 2 * row + 1);
    }
  }

  /** rstd·(g − mean(g) − x̂·mean(g·x̂)). */
  private static void gradient(LayerNormRows norm, Gradients o) {
    int width = norm.block.width();
    long gamma = norm.gamma;
    for (int row = 0; row < o.rows(); row++) {
      FloatVector mean = all(Lanes.get(o.means(), row));
      FloatVector rstd = all(Lanes.get(o.rstds(), row));
      FloatVector minusG = all(-Lanes.get(o.sums(), 2 * row));
      FloatVector minusGNormal = all(-Lanes.get(o.sums(), 2 * row + 1));
      long values = o.x() + (long) row * width * Float.BYTES;
      long gradients = o.gradY() + (long) row * width * Float.BYTES;
      long target = o.gradX() + (long) row * width * Float.BYTES;
      for (int i = 0; i < width; i += Lanes.COUNT) {
        FloatVector normal = load(values, i).sub(mean).mul(rstd);
        FloatVector g = load(gradients, i).fma(load(gamma, i), minusG);
        store(normal.fma(minusGNormal, g).mul(rstd), target, i);
      }
    }
  }
}
