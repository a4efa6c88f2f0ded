package org.sinopia.tensor.cpu;

import static org.sinopia.tensor.cpu.Lanes.all;
import static org.sinopia.tensor.cpu.Lanes.load;
import static org.sinopia.tensor.cpu.Lanes.store;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import org.sinopia.tensor.op.NormalisationOp.Softmax;
import org.sinopia.tensor.op.NormalisationOp.SoftmaxBackward;

/** Softmax over the innermost axis: three passes over a row forwards, two backwards. */
final class CpuSoftmax {
  private static final int X = 0;
  private static final int Y = 1;
  private static final int GRADIENT = 2;

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
        (_, row) -> {
          MemorySegment target = Lanes.part(op.y().memory(), (long) row * d, d);
          MemorySegment source = Lanes.part(op.x().memory(), (long) row * d, d);
          MemorySegment x = RowLoops.whole(source, d, Float.NEGATIVE_INFINITY, X);
          MemorySegment y = RowLoops.wholeToWrite(target, d, Y);
          int width = RowLoops.width(d);
          // NaN is not the largest, but reaches the sum, and so the row, in any case.
          float sum = powers(x, RowLoops.max(x, width), y, width);
          scale(y, 1 / sum, width);
          if (width != d) {
            target.copyFrom(Lanes.part(y, 0, d));
          }
        });
  }

  /** y = exp(x − max) and its sum. */
  private static float powers(MemorySegment x, float max, MemorySegment y, int width) {
    FloatVector top = all(max);
    FloatVector sums = all(0);
    for (int i = 0; i < width; i += Lanes.COUNT) {
      FloatVector power = VectorMath.exp(load(x, i).sub(top));
      store(power, y, i);
      sums = sums.add(power);
    }
    return Lanes.sum(sums);
  }

  private static void scale(MemorySegment y, float factor, int width) {
    FloatVector scale = all(factor);
    for (int i = 0; i < width; i += Lanes.COUNT) {
      store(load(y, i).mul(scale), y, i);
    }
  }

  void backward(SoftmaxBackward op) {
    int d = op.y().shape().extent(-1);
    Rows.run(
        workers,
        op.y().elements() / d,
        d,
        (_, row) -> {
          MemorySegment target = Lanes.part(op.gradX().memory(), (long) row * d, d);
          MemorySegment y = RowLoops.whole(Lanes.part(op.y().memory(), (long) row * d, d), d, 0, Y);
          MemorySegment gradY =
              RowLoops.whole(Lanes.part(op.gradY().memory(), (long) row * d, d), d, 0, X);
          MemorySegment gradX = RowLoops.wholeToWrite(target, d, GRADIENT);
          int width = RowLoops.width(d);
          gradient(y, gradY, RowLoops.dot(y, gradY, width), gradX, width);
          if (width != d) {
            target.copyFrom(Lanes.part(gradX, 0, d));
          }
        });
  }

  private static void gradient(
      MemorySegment y, MemorySegment gradY, float dot, MemorySegment gradX, int width) {
    FloatVector mean = all(dot);
    for (int i = 0; i < width; i += Lanes.COUNT) {
      store(load(gradY, i).sub(mean).mul(load(y, i)), gradX, i);
    }
  }
}
