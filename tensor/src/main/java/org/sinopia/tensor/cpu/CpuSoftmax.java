package org.sinopia.tensor.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.sinopia.tensor.cpu.Lanes.all;
import static org.sinopia.tensor.cpu.Lanes.load;
import static org.sinopia.tensor.cpu.Lanes.store;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import org.sinopia.tensor.op.NormalisationOp.Softmax;
import org.sinopia.tensor.op.NormalisationOp.SoftmaxBackward;

/** Softmax over the innermost axis: three steps over a block of rows forwards, two backwards. */
final class CpuSoftmax {
  private static final int X = 0;
  private static final int Y = 1;
  private static final int GRADIENT = 2;
  private static final int MAXIMA = 3;
  private static final int SUMS = 4;

  private final Workers workers;

  CpuSoftmax(Workers workers) {
    this.workers = workers;
  }

  void forward(Softmax op) {
    int d = op.x().shape().extent(-1);
    WholeRows block = new WholeRows(d);
    Rows.run(
        workers,
        op.x().elements() / d,
        d,
        (_, from, rows) -> {
          MemorySegment x = block.read(op.x().memory(), from, rows, Float.NEGATIVE_INFINITY, X);
          MemorySegment y = block.toWrite(op.y().memory(), from, rows, Y);
          MemorySegment maxima = Scratch.bytes(MAXIMA, (long) rows * Float.BYTES);
          MemorySegment sums = Scratch.bytes(SUMS, (long) rows * Float.BYTES);
          // NaN is not the largest, but reaches the sum, and so the row, in any case.
          RowLoops.max(x, rows, block.width(), maxima);
          powers(x, maxima, rows, block.width(), y, sums);
          divide(y, sums, rows, block.width());
          block.written(y, op.y().memory(), from, rows);
        });
  }

  /** y = exp(x − max), and its sums. */
  private static void powers(
      MemorySegment x,
      MemorySegment maxima,
      int rows,
      int width,
      MemorySegment y,
      MemorySegment sums) {
    for (int row = 0; row < rows; row++) {
      MemorySegment source = Lanes.row(x, row, width);
      MemorySegment target = Lanes.row(y, row, width);
      FloatVector top = all(maxima.getAtIndex(JAVA_FLOAT, row));
      FloatVector sum = all(0);
      for (int i = 0; i < width; i += Lanes.COUNT) {
        FloatVector power = VectorMath.exp(load(source, i).sub(top));
        store(power, target, i);
        sum = sum.add(power);
      }
      sums.setAtIndex(JAVA_FLOAT, row, Lanes.sum(sum));
    }
  }

  private static void divide(MemorySegment y, MemorySegment sums, int rows, int width) {
    for (int row = 0; row < rows; row++) {
      MemorySegment target = Lanes.row(y, row, width);
      FloatVector share = all(1 / sums.getAtIndex(JAVA_FLOAT, row));
      for (int i = 0; i < width; i += Lanes.COUNT) {
        store(load(target, i).mul(share), target, i);
      }
    }
  }

  void backward(SoftmaxBackward op) {
    int d = op.y().shape().extent(-1);
    WholeRows block = new WholeRows(d);
    Rows.run(
        workers,
        op.y().elements() / d,
        d,
        (_, from, rows) -> {
          MemorySegment y = block.read(op.y().memory(), from, rows, 0, Y);
          MemorySegment gradY = block.read(op.gradY().memory(), from, rows, 0, X);
          MemorySegment gradX = block.toWrite(op.gradX().memory(), from, rows, GRADIENT);
          MemorySegment dots = Scratch.bytes(SUMS, (long) rows * Float.BYTES);
          RowLoops.dot(y, gradY, rows, block.width(), dots);
          gradient(y, gradY, dots, rows, block.width(), gradX);
          block.written(gradX, op.gradX().memory(), from, rows);
        });
  }

  private static void gradient(
      MemorySegment y,
      MemorySegment gradY,
      MemorySegment dots,
      int rows,
      int width,
      MemorySegment gradX) {
    for (int row = 0; row < rows; row++) {
      MemorySegment shares = Lanes.row(y, row, width);
      MemorySegment source = Lanes.row(gradY, row, width);
      MemorySegment target = Lanes.row(gradX, row, width);
      FloatVector dot = all(dots.getAtIndex(JAVA_FLOAT, row));
      for (int i = 0; i < width; i += Lanes.COUNT) {
        store(load(source, i).sub(dot).mul(load(shares, i)), target, i);
      }
    }
  }
}
