package org.sinopia.tensor.cpu;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.sinopia.tensor.cpu.Lanes.all;
import static org.sinopia.tensor.cpu.Lanes.load;
import static org.sinopia.tensor.cpu.Lanes.store;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.LossOp.GaussianKl;
import org.sinopia.tensor.op.LossOp.MeanSquaredError;
import org.sinopia.tensor.op.LossOp.PoissonNll;

/**
 * Losses that are a sum over the elements of two tensors, with their gradients in the same pass.
 * Float vectors sum a tile of elements; tiles are added in float64. The last partial vector goes
 * through copies of full width, padded with a pair whose term is 0. Gradients that are not wanted
 * go to scratch memory.
 */
final class CpuPointwiseLoss {
  /** A logarithm of a rate that is 0 in float32. */
  private static final float LOG_OF_NOTHING = -1000;

  private static final int PARTIALS = 0;
  private static final int UNWANTED_A = 1;
  private static final int UNWANTED_B = 2;

  private final Workers workers;

  CpuPointwiseLoss(Workers workers) {
    this.workers = workers;
  }

  /** Sums the terms of {@code count} elements, whole vectors, and writes gradients. */
  @FunctionalInterface
  private interface Loop {
    float sum(long a, long b, long gradA, long gradB, int count);
  }

  void run(MeanSquaredError op) {
    int n = op.prediction().elements();
    float slope = (float) (2.0 / n);
    Loop loop = (a, b, gradA, _, count) -> squaredErrors(a, b, gradA, count, slope);
    double total = total(op.prediction(), op.target(), op.gradient(), null, 0, loop);
    op.loss().memory().set(JAVA_FLOAT, 0, (float) (total / n));
  }

  private static float squaredErrors(
      long prediction, long target, long gradient, int count, float slope) {
    FloatVector sum = all(0);
    for (int i = 0; i < count; i += Lanes.COUNT) {
      FloatVector difference = load(prediction, i).sub(load(target, i));
      sum = difference.fma(difference, sum);
      store(difference.mul(slope), gradient, i);
    }
    return Lanes.sum(sum);
  }

  void run(PoissonNll op) {
    int n = op.logRate().elements();
    Loop loop = (a, b, gradA, _, count) -> unlikelihoods(a, b, gradA, count, n);
    double total = total(op.logRate(), op.target(), op.gradient(), null, LOG_OF_NOTHING, loop);
    op.loss().memory().set(JAVA_FLOAT, 0, (float) (total / n));
  }

  private static float unlikelihoods(long logRate, long target, long gradient, int count, int n) {
    FloatVector sum = all(0);
    for (int i = 0; i < count; i += Lanes.COUNT) {
      FloatVector x = load(logRate, i);
      FloatVector t = load(target, i);
      FloatVector rate = VectorMath.exp(x);
      sum = sum.add(rate.sub(t.mul(x)));
      store(rate.sub(t).div(n), gradient, i);
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
      long mu, long logvar, long gradMu, long gradLogvar, int count, int rows) {
    float half = (float) (0.5 / rows);
    FloatVector sum = all(0);
    for (int i = 0; i < count; i += Lanes.COUNT) {
      FloatVector mean = load(mu, i);
      FloatVector log = load(logvar, i);
      FloatVector excess = VectorMath.exp(log).sub(1);
      sum = sum.add(mean.fma(mean, excess.sub(log)));
      store(mean.div(rows), gradMu, i);
      store(excess.mul(half), gradLogvar, i);
    }
    return Lanes.sum(sum);
  }

  /** The sum over all elements, where a = {@code padding}, b = 0 is a pair without a term. */
  private double total(Tensor a, Tensor b, Tensor gradA, Tensor gradB, float padding, Loop loop) {
    int elements = a.elements();
    int pieces = Tiles.pieces(elements);
    MemorySegment partials = Scratch.bytes(PARTIALS, (long) pieces * Double.BYTES);
    partials.asSlice(0, (long) pieces * Double.BYTES).fill((byte) 0);
    Tiles.run(
        workers,
        elements,
        (piece, from, count) -> {
          int whole = Lanes.FLOATS.loopBound(count);
          long x = Lanes.at(a.memory(), from, count);
          long y = Lanes.at(b.memory(), from, count);
          long gradX = gradient(gradA, from, count, UNWANTED_A);
          long gradY = gradient(gradB, from, count, UNWANTED_B);
          double sum = loop.sum(x, y, gradX, gradY, whole);
          if (whole < count) {
            sum += last(new LastVector(whole, count), x, y, gradX, gradY, padding, loop);
          }
          double before = partials.getAtIndex(JAVA_DOUBLE, piece);
          partials.setAtIndex(JAVA_DOUBLE, piece, before + sum);
        });
    double total = 0;
    for (int piece = 0; piece < pieces; piece++) {
      total += partials.getAtIndex(JAVA_DOUBLE, piece);
    }
    return total;
  }

  private static float last(
      LastVector last, long x, long y, long gradX, long gradY, float padding, Loop loop) {
    long lastX = last.widened(0, x);
    long lastY = last.widened(1, y);
    for (int i = last.to() - last.from(); i < Lanes.COUNT; i++) {
      Lanes.set(padding, lastX, i);
      Lanes.set(0, lastY, i);
    }
    float sum = loop.sum(lastX, lastY, last.room(2), last.room(3), Lanes.COUNT);
    last.narrowed(last.room(2), gradX);
    last.narrowed(last.room(3), gradY);
    return sum;
  }

  private static long gradient(Tensor tensor, int from, int count, int slot) {
    return tensor == null
        ? Lanes.at(Scratch.bytes(slot, (long) Tiles.SIZE * Float.BYTES), 0, count)
        : Lanes.at(tensor.memory(), from, count);
  }
}
