package org.sinopia.tensor.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.sinopia.tensor.cpu.Lanes.all;
import static org.sinopia.tensor.cpu.Lanes.load;
import static org.sinopia.tensor.cpu.Lanes.store;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import org.sinopia.tensor.op.NormalisationOp.LayerNorm;
import org.sinopia.tensor.op.NormalisationOp.LayerNormBackward;

/**
 * Layer normalisation: three passes over a row forwards (mean, variance about it, result), two
 * backwards. Rows that are not made of whole vectors are copied to ones that are.
 */
final class CpuLayerNorm {
  private static final int GAMMA = 0;
  private static final int BETA = 1;
  private static final int SUMS = 2;
  private static final int X = 3;
  private static final int GRADIENT = 4;
  private static final int RESULT = 5;

  private final Workers workers;

  CpuLayerNorm(Workers workers) {
    this.workers = workers;
  }

  void forward(LayerNorm op) {
    int d = op.x().shape().extent(-1);
    int width = RowLoops.width(d);
    MemorySegment gamma = RowLoops.whole(op.gamma().memory(), d, 0, GAMMA);
    MemorySegment beta = RowLoops.whole(op.beta().memory(), d, 0, BETA);
    Rows.run(
        workers,
        op.x().elements() / d,
        d,
        (_, row) -> {
          MemorySegment target = Lanes.part(op.y().memory(), (long) row * d, d);
          MemorySegment y = RowLoops.wholeToWrite(target, d, RESULT);
          MemorySegment x = RowLoops.whole(Lanes.part(op.x().memory(), (long) row * d, d), d, 0, X);
          float mean = RowLoops.sum(x, width) / d;
          RowLoops.pad(x, d, mean);
          float variance = RowLoops.squares(x, mean, width) / d;
          float rstd = (float) (1 / Math.sqrt(variance + op.epsilon()));
          normalise(x, mean, rstd, gamma, beta, y, width);
          op.mean().memory().setAtIndex(JAVA_FLOAT, row, mean);
          op.rstd().memory().setAtIndex(JAVA_FLOAT, row, rstd);
          if (width != d) {
            target.copyFrom(Lanes.part(y, 0, d));
          }
        });
  }

  private static void normalise(
      MemorySegment x,
      float mean,
      float rstd,
      MemorySegment gamma,
      MemorySegment beta,
      MemorySegment y,
      int width) {
    FloatVector centre = all(mean);
    FloatVector scale = all(rstd);
    for (int i = 0; i < width; i += Lanes.COUNT) {
      store(load(x, i).sub(centre).mul(scale).fma(load(gamma, i), load(beta, i)), y, i);
    }
  }

  void backward(LayerNormBackward op) {
    int d = op.x().shape().extent(-1);
    int width = RowLoops.width(d);
    int rows = op.x().elements() / d;
    int pieces = Rows.pieces(rows, d);
    MemorySegment gamma = RowLoops.whole(op.gamma().memory(), d, 0, GAMMA);
    long bytes = 2L * pieces * width * Float.BYTES;
    MemorySegment partial = Scratch.bytes(SUMS, bytes).asSlice(0, bytes).fill((byte) 0);
    Rows.run(
        workers,
        rows,
        d,
        (piece, row) -> {
          MemorySegment x = RowLoops.whole(Lanes.part(op.x().memory(), (long) row * d, d), d, 0, X);
          MemorySegment gradY =
              RowLoops.whole(Lanes.part(op.gradY().memory(), (long) row * d, d), d, 0, GRADIENT);
          MemorySegment gradGamma = Lanes.part(partial, 2L * piece * width, width);
          MemorySegment gradBeta = Lanes.part(partial, (2L * piece + 1) * width, width);
          float mean = op.mean().memory().getAtIndex(JAVA_FLOAT, row);
          float rstd = op.rstd().memory().getAtIndex(JAVA_FLOAT, row);
          Sums sums = accumulate(x, mean, rstd, gamma, gradY, gradGamma, gradBeta, width);
          if (op.gradX() != null) {
            MemorySegment target = Lanes.part(op.gradX().memory(), (long) row * d, d);
            MemorySegment gradX = RowLoops.wholeToWrite(target, d, RESULT);
            gradient(x, mean, rstd, gamma, gradY, sums.g / d, sums.gNormal / d, gradX, width);
            if (width != d) {
              target.copyFrom(Lanes.part(gradX, 0, d));
            }
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

  /** Σ g and Σ g·x̂ of a row. */
  private record Sums(float g, float gNormal) {}

  /** Adds a row to the gradients of gamma and beta, and sums what the gradient of x needs. */
  private static Sums accumulate(
      MemorySegment x,
      float mean,
      float rstd,
      MemorySegment gamma,
      MemorySegment gradY,
      MemorySegment gradGamma,
      MemorySegment gradBeta,
      int width) {
    FloatVector centre = all(mean);
    FloatVector scale = all(rstd);
    FloatVector sumG = all(0);
    FloatVector sumGNormal = all(0);
    for (int i = 0; i < width; i += Lanes.COUNT) {
      FloatVector normal = load(x, i).sub(centre).mul(scale);
      FloatVector dy = load(gradY, i);
      FloatVector g = dy.mul(load(gamma, i));
      store(dy.fma(normal, load(gradGamma, i)), gradGamma, i);
      store(dy.add(load(gradBeta, i)), gradBeta, i);
      sumG = sumG.add(g);
      sumGNormal = g.fma(normal, sumGNormal);
    }
    return new Sums(Lanes.sum(sumG), Lanes.sum(sumGNormal));
  }

  /** rstd·(g − mean(g) − x̂·mean(g·x̂)). */
  private static void gradient(
      MemorySegment x,
      float mean,
      float rstd,
      MemorySegment gamma,
      MemorySegment gradY,
      float meanG,
      float meanGNormal,
      MemorySegment gradX,
      int width) {
    FloatVector centre = all(mean);
    FloatVector scale = all(rstd);
    FloatVector minusG = all(-meanG);
    FloatVector minusGNormal = all(-meanGNormal);
    for (int i = 0; i < width; i += Lanes.COUNT) {
      FloatVector normal = load(x, i).sub(centre).mul(scale);
      FloatVector g = load(gradY, i).fma(load(gamma, i), minusG);
      store(normal.fma(minusGNormal, g).mul(scale), gradX, i);
    }
  }
}
