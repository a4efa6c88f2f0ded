package org.sinopia.tensor.cpu;

import static jdk.incubator.vector.VectorOperators.GT;
import static org.sinopia.tensor.cpu.Lanes.all;
import static org.sinopia.tensor.cpu.Lanes.load;
import static org.sinopia.tensor.cpu.Lanes.store;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import org.sinopia.tensor.op.NormalisationOp.Softmax;
import org.sinopia.tensor.op.NormalisationOp.SoftmaxBackward;

/** Softmax over the innermost axis: three passes over a row forwards, two backwards. */
final class CpuSoftmax {
  private final Workers workers;

  CpuSoftmax(Workers workers) {
    this.workers = workers;
  }

  void forward(Softmax op) {
    int d = op.x().shape().extent(-1);
    Rows.run(
        workers,
        op.x().elements() / d,
        d,
        (_, row) ->
            forward(
                Lanes.part(op.x().memory(), (long) row * d, d),
                Lanes.part(op.y().memory(), (long) row * d, d),
                d));
  }

  void backward(SoftmaxBackward op) {
    int d = op.y().shape().extent(-1);
    Rows.run(
        workers,
        op.y().elements() / d,
        d,
        (_, row) ->
            backward(
                Lanes.part(op.y().memory(), (long) row * d, d),
                Lanes.part(op.gradY().memory(), (long) row * d, d),
                Lanes.part(op.gradX().memory(), (long) row * d, d),
                d));
  }

  private static void forward(MemorySegment x, MemorySegment y, int d) {
    int whole = Lanes.FLOATS.loopBound(d);
    VectorMask<Float> tail = Lanes.first(d - whole);
    float max = max(x, d);
    FloatVector sums = all(0);
    for (int i = 0; i < whole; i += Lanes.COUNT) {
      FloatVector power = VectorMath.exp(load(x, i).sub(max));
      store(power, y, i);
      sums = sums.add(power);
    }
    if (whole < d) {
      FloatVector power = VectorMath.exp(load(x, whole, tail).sub(max));
      store(power, y, whole, tail);
      sums = sums.add(power, tail);
    }
    float scale = 1 / Lanes.sum(sums);
    for (int i = 0; i < whole; i += Lanes.COUNT) {
      store(load(y, i).mul(scale), y, i);
    }
    if (whole < d) {
      store(load(y, whole, tail).mul(scale), y, whole, tail);
    }
  }

  /** The largest element, NaN left out: it reaches the sum, and so all elements, anyway. */
  private static float max(MemorySegment x, int d) {
    int whole = Lanes.FLOATS.loopBound(d);
    FloatVector max = all(Float.NEGATIVE_INFINITY);
    for (int i = 0; i < whole; i += Lanes.COUNT) {
      FloatVector v = load(x, i);
      max = max.blend(v, v.compare(GT, max));
    }
    if (whole < d) {
      VectorMask<Float> tail = Lanes.first(d - whole);
      FloatVector v = load(x, whole, tail);
      max = max.blend(v, v.compare(GT, max).and(tail));
    }
    return max.reduceLanes(VectorOperators.MAX);
  }

  private static void backward(MemorySegment y, MemorySegment gradY, MemorySegment gradX, int d) {
    int whole = Lanes.FLOATS.loopBound(d);
    VectorMask<Float> tail = Lanes.first(d - whole);
    FloatVector sums = all(0);
    for (int i = 0; i < whole; i += Lanes.COUNT) {
      sums = load(y, i).fma(load(gradY, i), sums);
    }
    if (whole < d) {
      sums = load(y, whole, tail).fma(load(gradY, whole, tail), sums);
    }
    float dot = Lanes.sum(sums);
    for (int i = 0; i < whole; i += Lanes.COUNT) {
      store(load(gradY, i).sub(dot).mul(load(y, i)), gradX, i);
    }
    if (whole < d) {
      store(load(gradY, whole, tail).sub(dot).mul(load(y, whole, tail)), gradX, whole, tail);
    }
  }
}
