package org.sinopia.tensor.cpu;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.LossOp.GaussianKl;
import org.sinopia.tensor.op.LossOp.MeanSquaredError;
import org.sinopia.tensor.op.LossOp.PoissonNll;

/**
 * Losses that are a sum over the elements of two tensors, with their gradients in the same pass.
 * Float vectors sum a block of elements; blocks are added in float64. The last partial vector goes
 * through copies of full width, padded with a pair whose term is 0.
 */
final class CpuPointwiseLoss {
  private static final int BLOCK = 64 * Lanes.COUNT;
  private static final int GRAIN = 8 * BLOCK;

  /** A logarithm of a rate that is 0 in float32. */
  private static final float LOG_OF_NOTHING = -1000;

  private static final int PARTIALS = 0;
  private static final int LAST = 1;

  private final Workers workers;

  CpuPointwiseLoss(Workers workers) {
    this.workers = workers;
  }

  /** Sums the terms of {@code count} elements, whole vectors, and writes gradients if not null. */
  @FunctionalInterface
  private interface Loop {
    float sum(
        MemorySegment a, MemorySegment b, MemorySegment gradA, MemorySegment gradB, int count);
  }

  void run(MeanSquaredError op) {
    int n = op.prediction().elements();
    float slope = (float) (2.0 / n);
    Loop loop = (a, b, gradA, _, count) -> squaredErrors(a, b, gradA, count, slope);
    double total = total(op.prediction(), op.target(), op.gradient(), null, 0, loop);
    op.loss().memory().set(JAVA_FLOAT, 0, (float) (total / n));
  }

  private static float squaredErrors(
      MemorySegment prediction,
      MemorySegment target,
      MemorySegment gradient,
      int count,
      float slope) {
    FloatVector sum = Lanes.all(0);
    for (int i = 0; i < count; i += Lanes.COUNT) {
      FloatVector difference = Lanes.load(prediction, i).sub(Lanes.load(target, i));
      sum = difference.fma(difference, sum);
      if (gradient != null) {
        Lanes.store(difference.mul(slope), gradient, i);
      }
    }
    return Lanes.sum(sum);
  }

  void run(PoissonNll op) {
    int n = op.logRate().elements();
    Loop loop = (a, b, gradA, _, count) -> unlikelihoods(a, b, gradA, count, n);
    double total = total(op.logRate(), op.target(), op.gradient(), null, LOG_OF_NOTHING, loop);
    op.loss().memory().set(JAVA_FLOAT, 0, (float) (total / n));
  }

  private static float unlikelihoods(
      MemorySegment logRate, MemorySegment target, MemorySegment gradient, int count, int n) {
    FloatVector sum = Lanes.all(0);
    for (int i = 0; i < count; i += Lanes.COUNT) {
      FloatVector x = Lanes.load(logRate, i);
      FloatVector t = Lanes.load(target, i);
      FloatVector rate = VectorMath.exp(x);
      sum = sum.add(rate.sub(t.mul(x)));
      if (gradient != null) {
        Lanes.store(rate.sub(t).div(n), gradient, i);
      }
    }
    return Lanes.sum(sum);
  }

  void run(GaussianKl op) {
    int rows = op.mu().shape().extent(0);
    Loop loop = (a, b, gradA, gradB, count) -> divergences(a, b, gradA, gradB, count, rows);
    double total = total(op.mu(), op.logvar(), op.gradMu(), op.gradLogvar(), 0, loop);
    op.loss().memory().set(JAVA_FLOAT, 0, (float) (0.5 * total / rows));
  }

  private static float divergences(
      MemorySegment mu,
      MemorySegment logvar,
      MemorySegment gradMu,
      MemorySegment gradLogvar,
      int count,
      int rows) {
    float half = (float) (0.5 / rows);
    FloatVector sum = Lanes.all(0);
    for (int i = 0; i < count; i += Lanes.COUNT) {
      FloatVector mean = Lanes.load(mu, i);
      FloatVector log = Lanes.load(logvar, i);
      FloatVector excess = VectorMath.exp(log).sub(1);
      sum = sum.add(mean.fma(mean, excess.sub(log)));
      if (gradMu != null) {
        Lanes.store(mean.div(rows), gradMu, i);
      }
      if (gradLogvar != null) {
        Lanes.store(excess.mul(half), gradLogvar, i);
      }
    }
    return Lanes.sum(sum);
  }

  /** The sum over all elements, where a = {@code padding}, b = 0 is a pair without a term. */
  private double total(Tensor a, Tensor b, Tensor gradA, Tensor gradB, float padding, Loop loop) {
    int elements = a.elements();
    int pieces = (elements - 1) / GRAIN + 1;
    MemorySegment partials = Scratch.bytes(PARTIALS, (long) pieces * Double.BYTES);
    workers.ranges(
        elements,
        GRAIN,
        (from, to) -> {
          double sum = 0;
          int whole = from + Lanes.FLOATS.loopBound(to - from);
          for (int i = from; i < whole; i += BLOCK) {
            int count = Math.min(whole - i, BLOCK);
            sum +=
                loop.sum(
                    part(a, i, count),
                    part(b, i, count),
                    part(gradA, i, count),
                    part(gradB, i, count),
                    count);
          }
          if (whole < to) {
            sum += last(a, b, gradA, gradB, whole, to - whole, padding, loop);
          }
          partials.setAtIndex(JAVA_DOUBLE, from / GRAIN, sum);
        });
    double total = 0;
    for (int piece = 0; piece < pieces; piece++) {
      total += partials.getAtIndex(JAVA_DOUBLE, piece);
    }
    return total;
  }

  private static float last(
      Tensor a,
      Tensor b,
      Tensor gradA,
      Tensor gradB,
      int from,
      int count,
      float padding,
      Loop loop) {
    MemorySegment scratch = Scratch.bytes(LAST, 4L * Lanes.COUNT * Float.BYTES);
    MemorySegment lastA = Lanes.part(scratch, 0, Lanes.COUNT);
    MemorySegment lastB = Lanes.part(scratch, Lanes.COUNT, Lanes.COUNT);
    MemorySegment lastGradA = Lanes.part(scratch, 2L * Lanes.COUNT, Lanes.COUNT);
    MemorySegment lastGradB = Lanes.part(scratch, 3L * Lanes.COUNT, Lanes.COUNT);
    for (int i = 0; i < Lanes.COUNT; i++) {
      boolean there = i < count;
      lastA.setAtIndex(
          JAVA_FLOAT, i, there ? a.memory().getAtIndex(JAVA_FLOAT, from + i) : padding);
      lastB.setAtIndex(JAVA_FLOAT, i, there ? b.memory().getAtIndex(JAVA_FLOAT, from + i) : 0);
    }
    float sum =
        loop.sum(
            lastA,
            lastB,
            gradA == null ? null : lastGradA,
            gradB == null ? null : lastGradB,
            Lanes.COUNT);
    if (gradA != null) {
      part(gradA, from, count).copyFrom(Lanes.part(lastGradA, 0, count));
    }
    if (gradB != null) {
      part(gradB, from, count).copyFrom(Lanes.part(lastGradB, 0, count));
    }
    return sum;
  }

  private static MemorySegment part(Tensor tensor, int from, int count) {
    return tensor == null ? null : Lanes.part(tensor.memory(), from, count);
  }
}
