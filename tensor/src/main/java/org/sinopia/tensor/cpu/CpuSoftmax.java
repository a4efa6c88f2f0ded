package org.sinopia.tensor.cpu;

import static org.sinopia.tensor.cpu.Lanes.all;
import static org.sinopia.tensor.cpu.Lanes.load;
import static org.sinopia.tensor.cpu.Lanes.store;

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
          long x = block.read(op.x().memory(), from, rows, Float.NEGATIVE_INFINITY, X);
          long y = block.toWrite(op.y().memory(), from, rows, Y);
          long maxima = Lanes.at(Scratch.bytes(MAXIMA, (long) rows * Float.BYTES), 0, rows);
          long sums = Lanes.at(Scratch.bytes(SUMS, (long) rows * Float.BYTES), 0, rows);
          // NaN is not the largest, but reaches the sum, and so the row, in any case.
          RowLoops.max(x, rows, block.width(), maxima);
          powers(x, maxima, rows, block.width(), y, sums);
          divide(y, sums, rows, block.width());
          block.written(op.y().memory(), from, rows, Y);
        });
  }

  /** y = exp(x − max), and its sums. */
  private static void powers(long x, long maxima, int rows, int width, long y, long sums) {
    for (int row = 0; row < rows; row++) {
      long source = x + (long) row * width * Float.BYTES;
      long target = y + (long) row * width * Float.BYTES;
      FloatVector top = all(Lanes.get(maxima, row));
      FloatVector sum = all(0);
      for (int i = 0; i < width; i += Lanes.COUNT) {
        FloatVector power = VectorMath.expOfNegative(load(source, i).sub(top));
        store(power, target, i);
        sum = sum.add(power);
      }
      Lanes.set(Lanes.sum(sum), sums, row);
    }
  }

  private static void divide(long y, long sums, int rows, int width) {
    for (int row = 0; row < rows; row++) {
      long target = y + (long) row * width * Float.BYTES;
      FloatVector share = all(1 / Lanes.get(sums, row));
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
          long y = block.read(op.y().memory(), from, rows, 0, Y);
          long gradY = block.read(op.gradY().memory(), from, rows, 0, X);
          long gradX = block.toWrite(op.gradX().memory(), from, rows, GRADIENT);
          long dots = Lanes.at(Scratch.bytes(SUMS, (long) rows * Float.BYTES), 0, rows);
          RowLoops.dot(y, gradY, rows, block.width(), dots);
          gradient(y, gradY, dots, rows, block.width(), gradX);
          block.written(op.gradX().memory(), from, rows, GRADIENT);
        });
  }

  private static void gradient(long y, long gradY, long dots, int rows, int width, long gradX) {
    for (int row = 0; row < rows; row++) {
      long shares = y + (long) row * width * Float.BYTES;
      long source = gradY + (long) row * width * Float.BYTES;
      long target = gradX + (long) row * width * Float.BYTES;
      FloatVector dot = all(Lanes.get(dots, row));
      for (int i = 0; i < width; i += Lanes.COUNT) {
        store(load(source, i).sub(dot).mul(load(shares, i)), target, i);
      }
    }
  }
}
