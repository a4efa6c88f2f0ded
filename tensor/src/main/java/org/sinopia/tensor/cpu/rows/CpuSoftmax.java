package org.sinopia.tensor.cpu.rows;

import static org.sinopia.tensor.cpu.simd.FloatVectors.all;
import static org.sinopia.tensor.cpu.simd.FloatVectors.keep;
import static org.sinopia.tensor.cpu.simd.FloatVectors.load;
import static org.sinopia.tensor.cpu.simd.FloatVectors.store;

import jdk.incubator.vector.FloatVector;
import org.sinopia.tensor.cpu.loops.RowLoops;
import org.sinopia.tensor.cpu.loops.Rows;
import org.sinopia.tensor.cpu.loops.WholeRows;
import org.sinopia.tensor.cpu.loops.Workers;
import org.sinopia.tensor.cpu.simd.FloatVectors;
import org.sinopia.tensor.cpu.simd.Scratch;
import org.sinopia.tensor.cpu.simd.VectorMath;
import org.sinopia.tensor.op.NormalisationOp.Softmax;
import org.sinopia.tensor.op.NormalisationOp.SoftmaxBackward;

/** Softmax over the innermost axis: three steps over a block of rows forwards, two backwards. */
final class CpuSoftmax {
  private static final int X = 0;
  private static final int Y = 1;
  private static final int GRADIENT = 2;
  private static final int NUMBERS = 3;

  private final Workers workers;

  CpuSoftmax(Workers workers) {
    this.workers = workers;
  }

  /** Work on a block [rows, width], with a number for each row. */
  @FunctionalInterface
  private interface Step {
    void run(long x, int rows, int width, long numbers, long y);
  }

  /**
   * Called in a loop, so that the compiler cannot draw them into one method, which would exceed its
   * budget and have vectors made on the heap.
   */
  private static final Step[] STEPS = {
    (x, rows, width, maxima, _) -> RowLoops.max(x, rows, width, maxima),
    CpuSoftmax::powers,
    (_, rows, width, sums, y) -> divide(rows, width, sums, y)
  };

  void forward(Softmax op) {
    int d = op.x().shape().extent(-1);
    WholeRows block = new WholeRows(d);
    Rows.run(
        workers,
        op.x().elements() / d,
        d,
        (_, from, rows) -> {
          // NaN is not the largest, but reaches the sum, and so the row, in any case.
          long x = block.read(op.x().memory(), from, rows, Float.NEGATIVE_INFINITY, X);
          long y = block.toWrite(op.y().memory(), from, rows, Y);
          long numbers =
              FloatVectors.at(Scratch.bytes(NUMBERS, (long) rows * Float.BYTES), 0, rows);
          for (Step step : STEPS) {
            step.run(x, rows, block.width(), numbers, y);
          }
          block.written(op.y().memory(), from, rows, Y);
        });
  }

  /** y = exp(x − max); the sums take the place of the maxima. */
  private static void powers(long x, int rows, int width, long numbers, long y) {
    long lanes = Scratch.lanes();
    for (int row = 0; row < rows; row++) {
      long source = x + (long) row * width * Float.BYTES;
      long target = y + (long) row * width * Float.BYTES;
      FloatVector top = all(FloatVectors.get(numbers, row));
      FloatVector sum = all(0);
      for (int lane = 0; lane < FloatVectors.LOGICAL; lane += FloatVectors.COUNT) {
        sum = all(0);
        for (int i = lane; i < width; i += FloatVectors.LOGICAL) {
          FloatVector power = VectorMath.expOfNegative(load(source, i).sub(top));
          store(power, target, i);
          sum = sum.add(power);
        }
        keep(sum, lanes, lane);
      }
      FloatVectors.set(FloatVectors.sum(sum, lanes, 0), numbers, row);
    }
  }

  private static void divide(int rows, int width, long sums, long y) {
    for (int row = 0; row < rows; row++) {
      long target = y + (long) row * width * Float.BYTES;
      FloatVector share = all(1 / FloatVectors.get(sums, row));
      for (int i = 0; i < width; i += FloatVectors.COUNT) {
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
          long dots = FloatVectors.at(Scratch.bytes(NUMBERS, (long) rows * Float.BYTES), 0, rows);
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
      FloatVector dot = all(FloatVectors.get(dots, row));
      for (int i = 0; i < width; i += FloatVectors.COUNT) {
        store(load(source, i).sub(dot).mul(load(shares, i)), target, i);
      }
    }
  }
}
