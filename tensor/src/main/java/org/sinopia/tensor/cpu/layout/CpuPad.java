package org.sinopia.tensor.cpu.layout;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.cpu.loops.BinaryLoops;
import org.sinopia.tensor.cpu.loops.StridedCopy;
import org.sinopia.tensor.cpu.loops.Workers;
import org.sinopia.tensor.cpu.simd.FloatVectors;
import org.sinopia.tensor.op.LayoutOp.Pad;
import org.sinopia.tensor.op.LayoutOp.PadBackward;
import org.sinopia.tensor.op.PadMode;

/**
 * Padding and its backward. A reflection is made axis by axis: once the tensor is in place, each
 * axis in turn mirrors what lies inside of its borders, corners included, outwards.
 */
final class CpuPad {
  private static final int GRAIN = 1 << 14;

  private final Workers workers;

  CpuPad(Workers workers) {
    this.workers = workers;
  }

  void run(Pad op) {
    Shape x = op.x().shape();
    Shape y = op.y().shape();
    int[] before = op.before().stream().mapToInt(i -> i).toArray();
    MemorySegment memory = op.y().memory();
    int bytes = op.x().dtype().bytes();
    int[] strides = CpuLayout.strides(y);
    if (op.mode() == PadMode.ZERO) {
      memory.fill((byte) 0);
    }
    int start = start(y, before, 0);
    int[] extents = x.extents();
    new StridedCopy(
            bytes, extents, op.x().memory(), 0, CpuLayout.strides(x), memory, start, strides)
        .run(workers);
    if (op.mode() == PadMode.ZERO) {
      return;
    }
    for (int axis = 0; axis < y.rank(); axis++) {
      int inside = start(y, before, axis + 1);
      int stride = strides[axis];
      int front = before[axis];
      int behind = y.extent(axis) - x.extent(axis) - front;
      int last = front + x.extent(axis) - 1;
      mirror(bytes, memory, extents, strides, axis, front, inside + front * stride, -1);
      mirror(bytes, memory, extents, strides, axis, behind, inside + last * stride, 1);
      extents[axis] = y.extent(axis);
    }
  }

  /** Copies {@code count} slices on one side of a border slice to its other side. */
  private void mirror(
      int bytes,
      MemorySegment y,
      int[] extents,
      int[] strides,
      int axis,
      int count,
      int border,
      int direction) {
    if (count == 0) {
      return;
    }
    int[] part = extents.clone();
    part[axis] = count;
    int[] outwards = strides.clone();
    outwards[axis] *= direction;
    int[] inwards = strides.clone();
    inwards[axis] *= -direction;
    new StridedCopy(
            bytes, part, y, border + inwards[axis], inwards, y, border + outwards[axis], outwards)
        .run(workers);
  }

  /** Where the unpadded tensor starts along axes from {@code axis} on. */
  private static int start(Shape y, int[] before, int axis) {
    int start = 0;
    for (int i = axis; i < before.length; i++) {
      start += before[i] * y.stride(i);
    }
    return start;
  }

  void run(PadBackward op) {
    Shape x = op.gradX().shape();
    Shape y = op.gradY().shape();
    int[] before = op.before().stream().mapToInt(i -> i).toArray();
    if (op.mode() == PadMode.ZERO || x.rank() == 0) {
      new StridedCopy(
              Float.BYTES,
              x.extents(),
              op.gradY().memory(),
              start(y, before, 0),
              CpuLayout.strides(y),
              op.gradX().memory(),
              0,
              CpuLayout.strides(x))
          .run(workers);
      return;
    }
    op.gradX().memory().fill((byte) 0);
    Folding folding = new Folding(x, y, op.before(), op.gradX().memory(), op.gradY().memory());
    int width = x.extent(-1);
    workers.ranges(
        op.gradX().elements() / width,
        Math.max(1, GRAIN / width),
        (from, to) -> {
          for (int row = from; row < to; row++) {
            folding.addSources(row, 0, 0);
          }
        });
  }

  /** Adds to each row of gradX all rows of gradY that were its copies. */
  private record Folding(
      Shape x, Shape y, List<Integer> before, MemorySegment gradX, MemorySegment gradY) {
    /** All copies whose position along the axes before {@code axis} is at {@code offset}. */
    void addSources(int row, int axis, int offset) {
      if (axis == x.rank() - 1) {
        addRow(row * x.extent(axis), offset);
        return;
      }
      int at = row / x.elements(axis + 1, x.rank() - 1) % x.extent(axis);
      int last = x.extent(axis) - 1;
      int centre = before.get(axis) + at;
      int stride = y.stride(axis);
      addSources(row, axis + 1, offset + centre * stride);
      if (at > 0 && at <= before.get(axis)) {
        addSources(row, axis + 1, offset + (centre - 2 * at) * stride);
      }
      int mirrored = centre + 2 * (last - at);
      if (at < last && mirrored < y.extent(axis)) {
        addSources(row, axis + 1, offset + mirrored * stride);
      }
    }

    private void addRow(int toX, int fromY) {
      int width = x.extent(-1);
      int front = before.getLast();
      int last = width - 1;
      int behind = y.extent(-1) - width - front;
      long sum = FloatVectors.at(gradX, toX, width);
      BinaryLoops.ADD.run(sum, FloatVectors.at(gradY, fromY + front, width), sum, width);
      for (int i = 1; i <= front; i++) {
        add(toX + i, fromY + front - i);
      }
      for (int i = 1; i <= behind; i++) {
        add(toX + last - i, fromY + front + last + i);
      }
    }

    private void add(int toX, int fromY) {
      float sum = gradX.getAtIndex(JAVA_FLOAT, toX) + gradY.getAtIndex(JAVA_FLOAT, fromY);
      gradX.setAtIndex(JAVA_FLOAT, toX, sum);
    }
  }
}
