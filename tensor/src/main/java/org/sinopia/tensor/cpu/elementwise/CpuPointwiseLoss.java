package org.sinopia.tensor.cpu.elementwise;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.sinopia.tensor.cpu.simd.FloatVectors.COUNT;
import static org.sinopia.tensor.cpu.simd.FloatVectors.LOGICAL;
import static org.sinopia.tensor.cpu.simd.FloatVectors.all;
import static org.sinopia.tensor.cpu.simd.FloatVectors.load;
import static org.sinopia.tensor.cpu.simd.FloatVectors.store;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.cpu.loops.Tiles;
import org.sinopia.tensor.cpu.loops.Workers;
import org.sinopia.tensor.cpu.simd.FloatVectors;
import org.sinopia.tensor.cpu.simd.Scratch;
import org.sinopia.tensor.cpu.simd.Tail;
import org.sinopia.tensor.cpu.simd.VectorMath;
import org.sinopia.tensor.op.LossOp.GaussianKl;
import org.sinopia.tensor.op.LossOp.MeanSquaredError;
import org.sinopia.tensor.op.LossOp.PoissonNll;

/**
 * Losses that are a sum over the elements of two tensors, with their gradients in the same pass.
 * Floats, one for each logical lane, sum a tile of elements; tiles are added in float64. Fewer
 * elements than there are lanes go through copies of full width, padded with a pair whose term is
 * 0. Gradients that are not wanted go to scratch memory.
 */
public final class CpuPointwiseLoss {
  /** A logarithm of a rate that is 0 in float32. */
  private static final float LOG_OF_NOTHING = -1000;

  private static final int PARTIALS = 0;
  private static final int UNWANTED_A = 1;
  private static final int UNWANTED_B = 2;
  private static final int LANES = 3;

  private final Workers workers;

  public CpuPointwiseLoss(Workers workers) {
    this.workers = workers;
  }

  /**
   * Elements that stay in the first-level cache, where narrow vectors go over them once for each
   * part of the logical lanes.
   */
  private static final int BLOCK = 1024;

  /**
   * Adds the terms of the elements 0, {@link FloatVectors#LOGICAL} … below {@code count}, and of
   * those beside them in a vector, to {@code sum}, and writes their gradients.
   */
  @FunctionalInterface
  private interface Loop {
    void add(long a, long b, long gradA, long gradB, int count, long sum);
  }

  public void run(MeanSquaredError op) {
    int n = op.prediction().elements();
    float slope = (float) (2.0 / n);
    Loop loop = (a, b, gradA, _, count, sum) -> squaredErrors(a, b, gradA, count, sum, slope);
    double total = total(op.prediction(), op.target(), op.gradient(), null, 0, loop);
    op.loss().memory().set(JAVA_FLOAT, 0, (float) (total / n));
  }

  private static void squaredErrors(
      long prediction, long target, long gradient, int count, long lanes, float slope) {
    FloatVector sum = load(lanes, 0);
    for (int i = 0; i < count; i += LOGICAL) {
      FloatVector difference = load(prediction, i).sub(load(target, i));
      sum = difference.fma(difference, sum);
      store(difference.mul(slope), gradient, i);
    }
    store(sum, lanes, 0);
  }

  public void run(PoissonNll op) {
    int n = op.logRate().elements();
    Loop loop = (a, b, gradA, _, count, sum) -> unlikelihoods(a, b, gradA, count, sum, n);
    double total = total(op.logRate(), op.target(), op.gradient(), null, LOG_OF_NOTHING, loop);
    op.loss().memory().set(JAVA_FLOAT, 0, (float) (total / n));
  }

  private static void unlikelihoods(
      long logRate, long target, long gradient, int count, long lanes, int n) {
    FloatVector sum = load(lanes, 0);
    for (int i = 0; i < count; i += LOGICAL) {
      FloatVector x = load(logRate, i);
      FloatVector t = load(target, i);
      FloatVector rate = VectorMath.exp(x);
      sum = sum.add(rate.sub(t.mul(x)));
      store(rate.sub(t).div(n), gradient, i);
    }
    store(sum, lanes, 0);
  }

  public void run(GaussianKl op) {
    int rows = op.mu().shape().extent(0);
    Loop loop =
        (a, b, gradA, gradB, count, sum) -> divergences(a, b, gradA, gradB, count, sum, rows);
    double total = total(op.mu(), op.logvar(), op.gradMu(), op.gradLogvar(), 0, loop);
    op.loss().memory().set(JAVA_FLOAT, 0, (float) (0.5 * total / rows));
  }

  private static void divergences(
      long mu, long logvar, long gradMu, long gradLogvar, int count, long lanes, int rows) {
    float half = (float) (0.5 / rows);
    FloatVector sum = load(lanes, 0);
    for (int i = 0; i < count; i += LOGICAL) {
      FloatVector mean = load(mu, i);
      FloatVector log = load(logvar, i);
      FloatVector excess = VectorMath.exp(log).sub(1);
      sum = sum.add(mean.fma(mean, excess.sub(log)));
      store(mean.div(rows), gradMu, i);
      store(excess.mul(half), gradLogvar, i);
    }
    store(sum, lanes, 0);
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
          int whole = count / LOGICAL * LOGICAL;
          long x = FloatVectors.at(a.memory(), from, count);
          long y = FloatVectors.at(b.memory(), from, count);
          long gradX = gradient(gradA, from, count, UNWANTED_A);
          long gradY = gradient(gradB, from, count, UNWANTED_B);
          long lanes = FloatVectors.at(Scratch.bytes(LANES, LOGICAL * Float.BYTES), 0, LOGICAL);
          for (int lane = 0; lane < LOGICAL; lane += COUNT) {
            store(all(0), lanes, lane);
          }
          for (int block = 0; block < whole; block += BLOCK) {
            add(loop, x, y, gradX, gradY, block, Math.min(whole, block + BLOCK), lanes);
          }
          if (whole < count) {
            last(new Tail(whole, count), x, y, gradX, gradY, padding, loop, lanes);
          }
          double before = partials.getAtIndex(JAVA_DOUBLE, piece);
          partials.setAtIndex(JAVA_DOUBLE, piece, before + FloatVectors.sum(lanes, 0));
        });
    double total = 0;
    for (int piece = 0; piece < pieces; piece++) {
      total += partials.getAtIndex(JAVA_DOUBLE, piece);
    }
    return total;
  }

  private static void add(
      Loop loop, long x, long y, long gradX, long gradY, int from, int to, long lanes) {
    for (int lane = 0; lane < LOGICAL; lane += COUNT) {
      long start = (long) (from + lane) * Float.BYTES;
      int count = to - from - lane;
      long sum = lanes + (long) lane * Float.BYTES;
      loop.add(x + start, y + start, gradX + start, gradY + start, count, sum);
    }
  }

  private static void last(
      Tail last, long x, long y, long gradX, long gradY, float padding, Loop loop, long lanes) {
    long lastX = last.widened(0, x);
    long lastY = last.widened(1, y);
    for (int i = last.to() - last.from(); i < LOGICAL; i++) {
      FloatVectors.set(padding, lastX, i);
      FloatVectors.set(0, lastY, i);
    }
    add(loop, lastX, lastY, last.room(2), last.room(3), 0, LOGICAL, lanes);
    last.narrowed(last.room(2), gradX);
    last.narrowed(last.room(3), gradY);
  }

  private static long gradient(Tensor tensor, int from, int count, int slot) {
    return tensor == null
        ? FloatVectors.at(Scratch.bytes(slot, (long) Tiles.SIZE * Float.BYTES), 0, count)
        : FloatVectors.at(tensor.memory(), from, count);
  }
}
