package org.sinopia.tensor.cpu;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import org.sinopia.tensor.op.LossOp.GaussianKl;
import org.sinopia.tensor.op.LossOp.MeanSquaredError;
import org.sinopia.tensor.op.LossOp.PoissonNll;

/**
 * Losses that are a sum over elements, with their gradients in the same pass. Float vectors sum a
 * block of elements; blocks are added in float64.
 */
final class CpuPointwiseLoss {
  private static final int BLOCK = 64 * Lanes.COUNT;
  private static final int GRAIN = 8 * BLOCK;
  private static final int PARTIALS = 0;

  private final Workers workers;

  CpuPointwiseLoss(Workers workers) {
    this.workers = workers;
  }

  /** The terms of elements {@code from} to {@code to}, a block at most, summed. */
  @FunctionalInterface
  private interface Block {
    float sum(int from, int to);
  }

  void run(MeanSquaredError op) {
    MemorySegment prediction = op.prediction().memory();
    MemorySegment target = op.target().memory();
    MemorySegment gradient = op.gradient() == null ? null : op.gradient().memory();
    int n = op.prediction().elements();
    float slope = (float) (2.0 / n);
    double total =
        total(
            n,
            (from, to) -> {
              FloatVector sum = Lanes.all(0);
              for (int i = from; i < to; i += Lanes.COUNT) {
                VectorMask<Float> mask = Lanes.first(to - i);
                FloatVector difference =
                    Lanes.load(prediction, i, mask).sub(Lanes.load(target, i, mask));
                sum = difference.fma(difference, sum);
                if (gradient != null) {
                  Lanes.store(difference.mul(slope), gradient, i, mask);
                }
              }
              return Lanes.sum(sum);
            });
    op.loss().memory().set(JAVA_FLOAT, 0, (float) (total / n));
  }

  void run(PoissonNll op) {
    MemorySegment logRate = op.logRate().memory();
    MemorySegment target = op.target().memory();
    MemorySegment gradient = op.gradient() == null ? null : op.gradient().memory();
    int n = op.logRate().elements();
    double total =
        total(
            n,
            (from, to) -> {
              FloatVector sum = Lanes.all(0);
              for (int i = from; i < to; i += Lanes.COUNT) {
                VectorMask<Float> mask = Lanes.first(to - i);
                FloatVector x = Lanes.load(logRate, i, mask);
                FloatVector t = Lanes.load(target, i, mask);
                FloatVector rate = VectorMath.exp(x);
                sum = sum.add(rate.sub(t.mul(x)), mask);
                if (gradient != null) {
                  Lanes.store(rate.sub(t).div(n), gradient, i, mask);
                }
              }
              return Lanes.sum(sum);
            });
    op.loss().memory().set(JAVA_FLOAT, 0, (float) (total / n));
  }

  void run(GaussianKl op) {
    MemorySegment mu = op.mu().memory();
    MemorySegment logvar = op.logvar().memory();
    MemorySegment gradMu = op.gradMu() == null ? null : op.gradMu().memory();
    MemorySegment gradLogvar = op.gradLogvar() == null ? null : op.gradLogvar().memory();
    int rows = op.mu().shape().extent(0);
    float half = (float) (0.5 / rows);
    double total =
        total(
            op.mu().elements(),
            (from, to) -> {
              FloatVector sum = Lanes.all(0);
              for (int i = from; i < to; i += Lanes.COUNT) {
                VectorMask<Float> mask = Lanes.first(to - i);
                FloatVector mean = Lanes.load(mu, i, mask);
                FloatVector log = Lanes.load(logvar, i, mask);
                FloatVector excess = VectorMath.exp(log).sub(1);
                sum = sum.add(mean.fma(mean, excess.sub(log)), mask);
                if (gradMu != null) {
                  Lanes.store(mean.div(rows), gradMu, i, mask);
                }
                if (gradLogvar != null) {
                  Lanes.store(excess.mul(half), gradLogvar, i, mask);
                }
              }
              return Lanes.sum(sum);
            });
    op.loss().memory().set(JAVA_FLOAT, 0, (float) (0.5 * total / rows));
  }

  private double total(int elements, Block block) {
    int pieces = (elements - 1) / GRAIN + 1;
    MemorySegment partials = Scratch.bytes(PARTIALS, (long) pieces * Double.BYTES);
    workers.ranges(
        elements,
        GRAIN,
        (from, to) -> {
          double sum = 0;
          for (int i = from; i < to; i += BLOCK) {
            sum += block.sum(i, Math.min(to, i + BLOCK));
          }
          partials.setAtIndex(JAVA_DOUBLE, from / GRAIN, sum);
        });
    double total = 0;
    for (int piece = 0; piece < pieces; piece++) {
      total += partials.getAtIndex(JAVA_DOUBLE, piece);
    }
    return total;
  }
}
