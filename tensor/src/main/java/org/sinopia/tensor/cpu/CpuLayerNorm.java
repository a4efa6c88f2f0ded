package org.sinopia.tensor.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.sinopia.tensor.cpu.Lanes.all;
import static org.sinopia.tensor.cpu.Lanes.load;
import static org.sinopia.tensor.cpu.Lanes.store;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import org.sinopia.tensor.op.NormalisationOp.LayerNorm;
import org.sinopia.tensor.op.NormalisationOp.LayerNormBackward;

/**
 * Layer normalisation: three passes over a row forwards (mean, variance about it, result), two
 * backwards.
 */
final class CpuLayerNorm {
  private static final int SUMS = 0;

  private final Workers workers;

  CpuLayerNorm(Workers workers) {
    this.workers = workers;
  }

  void forward(LayerNorm op) {
    int d = op.x().shape().extent(-1);
    Rows.run(
        workers,
        op.x().elements() / d,
        d,
        (_, row) -> {
          MemorySegment x = Lanes.part(op.x().memory(), (long) row * d, d);
          float mean = mean(x, d);
          float rstd = (float) (1 / Math.sqrt(variance(x, mean, d) + op.epsilon()));
          MemorySegment y = Lanes.part(op.y().memory(), (long) row * d, d);
          normalise(x, mean, rstd, op.gamma().memory(), op.beta().memory(), y, d);
          op.mean().memory().setAtIndex(JAVA_FLOAT, row, mean);
          op.rstd().memory().setAtIndex(JAVA_FLOAT, row, rstd);
        });
  }

  private static float mean(MemorySegment x, int d) {
    int whole = Lanes.FLOATS.loopBound(d);
    FloatVector sums = all(0);
    for (int i = 0; i < whole; i += Lanes.COUNT) {
      sums = sums.add(load(x, i));
    }
    if (whole < d) {
      sums = sums.add(load(x, whole, Lanes.first(d - whole)));
    }
    return Lanes.sum(sums) / d;
  }

  private static float variance(MemorySegment x, float mean, int d) {
    int whole = Lanes.FLOATS.loopBound(d);
    FloatVector sums = all(0);
    for (int i = 0; i < whole; i += Lanes.COUNT) {
      FloatVector deviation = load(x, i).sub(mean);
      sums = deviation.fma(deviation, sums);
    }
    if (whole < d) {
      VectorMask<Float> tail = Lanes.first(d - whole);
      FloatVector deviation = all(0).blend(load(x, whole, tail).sub(mean), tail);
      sums = deviation.fma(deviation, sums);
    }
    return Lanes.sum(sums) / d;
  }

  private static void normalise(
      MemorySegment x,
      float mean,
      float rstd,
      MemorySegment gamma,
      MemorySegment beta,
      MemorySegment y,
      int d) {
    int whole = Lanes.FLOATS.loopBound(d);
    for (int i = 0; i < whole; i += Lanes.COUNT) {
      store(load(x, i).sub(mean).mul(rstd).fma(load(gamma, i), load(beta, i)), y, i);
    }
    if (whole < d) {
      VectorMask<Float> tail = Lanes.first(d - whole);
      FloatVector normal = load(x, whole, tail).sub(mean).mul(rstd);
      store(normal.fma(load(gamma, whole, tail), load(beta, whole, tail)), y, whole, tail);
    }
  }

  /** The sums of one row that the gradient of x needs. */
  private record Means(float g, float gNormal) {}

  void backward(LayerNormBackward op) {
    int d = op.x().shape().extent(-1);
    int rows = op.x().elements() / d;
    int pieces = Rows.pieces(rows, d);
    long bytes = 2L * pieces * d * Float.BYTES;
    MemorySegment partial = Scratch.bytes(SUMS, bytes).asSlice(0, bytes).fill((byte) 0);
    Rows.run(
        workers,
        rows,
        d,
        (piece, row) -> {
          MemorySegment x = Lanes.part(op.x().memory(), (long) row * d, d);
          MemorySegment gradY = Lanes.part(op.gradY().memory(), (long) row * d, d);
          MemorySegment gradGamma = Lanes.part(partial, 2L * piece * d, d);
          MemorySegment gradBeta = Lanes.part(partial, (2L * piece + 1) * d, d);
          float mean = op.mean().memory().getAtIndex(JAVA_FLOAT, row);
          float rstd = op.rstd().memory().getAtIndex(JAVA_FLOAT, row);
          MemorySegment gamma = op.gamma().memory();
          Means means = accumulate(x, mean, rstd, gamma, gradY, gradGamma, gradBeta, d);
          if (op.gradX() != null) {
            MemorySegment gradX = Lanes.part(op.gradX().memory(), (long) row * d, d);
            gradient(x, mean, rstd, gamma, gradY, means, gradX, d);
          }
        });
    for (int piece = 1; piece < pieces; piece++) {
      MemorySegment next = Lanes.part(partial, 2L * piece * d, 2 * d);
      BinaryLoops.ADD.run(partial, next, partial, 2 * d);
    }
    op.gradGamma().memory().copyFrom(Lanes.part(partial, 0, d));
    op.gradBeta().memory().copyFrom(Lanes.part(partial, d, d));
  }

  private static Means accumulate(
      MemorySegment x,
      float mean,
      float rstd,
      MemorySegment gamma,
      MemorySegment gradY,
      MemorySegment gradGamma,
      MemorySegment gradBeta,
      int d) {
    int whole = Lanes.FLOATS.loopBound(d);
    FloatVector sumG = all(0);
    FloatVector sumGNormal = all(0);
    for (int i = 0; i < whole; i += Lanes.COUNT) {
      FloatVector normal = load(x, i).sub(mean).mul(rstd);
      FloatVector dy = load(gradY, i);
      FloatVector g = dy.mul(load(gamma, i));
      store(dy.fma(normal, load(gradGamma, i)), gradGamma, i);
      store(dy.add(load(gradBeta, i)), gradBeta, i);
      sumG = sumG.add(g);
      sumGNormal = g.fma(normal, sumGNormal);
    }
    if (whole < d) {
      VectorMask<Float> tail = Lanes.first(d - whole);
      FloatVector normal = load(x, whole, tail).sub(mean).mul(rstd);
      FloatVector dy = load(gradY, whole, tail);
      FloatVector g = dy.mul(load(gamma, whole, tail));
      store(dy.fma(normal, load(gradGamma, whole, tail)), gradGamma, whole, tail);
      store(dy.add(load(gradBeta, whole, tail)), gradBeta, whole, tail);
      sumG = sumG.add(g);
      sumGNormal = sumGNormal.add(g.mul(normal), tail);
    }
    return new Means(Lanes.sum(sumG) / d, Lanes.sum(sumGNormal) / d);
  }

  private static void gradient(
      MemorySegment x,
      float mean,
      float rstd,
      MemorySegment gamma,
      MemorySegment gradY,
      Means means,
      MemorySegment gradX,
      int d) {
    int whole = Lanes.FLOATS.loopBound(d);
    FloatVector meanG = all(means.g());
    FloatVector minusGNormal = all(-means.gNormal());
    for (int i = 0; i < whole; i += Lanes.COUNT) {
      FloatVector normal = load(x, i).sub(mean).mul(rstd);
      FloatVector g = load(gradY, i).fma(load(gamma, i), meanG.neg());
      store(normal.fma(minusGNormal, g).mul(rstd), gradX, i);
    }
    if (whole < d) {
      VectorMask<Float> tail = Lanes.first(d - whole);
      FloatVector normal = load(x, whole, tail).sub(mean).mul(rstd);
      FloatVector g = load(gradY, whole, tail).fma(load(gamma, whole, tail), meanG.neg());
      store(normal.fma(minusGNormal, g).mul(rstd), gradX, whole, tail);
    }
  }
}
