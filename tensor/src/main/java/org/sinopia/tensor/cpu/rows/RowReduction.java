package org.sinopia.tensor.cpu.rows;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import org.sinopia.tensor.cpu.loops.Steps;
import org.sinopia.tensor.cpu.loops.Workers;
import org.sinopia.tensor.cpu.simd.FloatVectors;
import org.sinopia.tensor.cpu.simd.Scratch;
import org.sinopia.tensor.op.ReduceFunction;
import org.sinopia.tensor.op.ReductionOp.Reduce;

/**
 * Sum, mean or maximum where the runs of a group are rows of a table, which becomes one row. A
 * table with many rows is cut into chunks, whose results are combined in order, a wide one into
 * strips.
 */
record RowReduction(
    boolean max,
    MemorySegment x,
    MemorySegment y,
    Grouping grouping,
    int rows,
    int width,
    int chunks,
    int chunkRows,
    int strips,
    int strip,
    float count) {
  private static final int CHUNK = 1 << 15;
  private static final int PARTIALS = 0;
  private static final int BLOCK = 4 * FloatVectors.COUNT;
  private static final int FEWEST_ROWS = 16;

  static RowReduction of(Reduce op, Grouping grouping) {
    int rows = grouping.runs().count();
    int width = grouping.length();
    int chunkRows = Math.max(FEWEST_ROWS, CHUNK / width);
    int chunks = (rows - 1) / chunkRows + 1;
    int fitting = Math.max(1, CHUNK / Math.min(rows, chunkRows) / BLOCK) * BLOCK;
    int strip = Math.min(width, fitting);
    return new RowReduction(
        op.function() == ReduceFunction.MAX,
        op.x().memory(),
        op.y().memory(),
        grouping,
        rows,
        width,
        chunks,
        chunkRows,
        (width - 1) / strip + 1,
        strip,
        op.function() == ReduceFunction.MEAN ? rows : 1);
  }

  void run(Workers workers) {
    int groups = grouping.groups().count();
    int size = groups * width;
    int cuts = chunks * strips;
    int grain = cuts > 1 ? 1 : Math.max(1, CHUNK / rows / width);
    if (chunks == 1) {
      workers.ranges(groups * cuts, grain, (from, to) -> pieces(from, to, y, 0, count));
      return;
    }
    MemorySegment partials = Scratch.bytes(PARTIALS, (long) chunks * size * Float.BYTES);
    workers.ranges(groups * cuts, grain, (from, to) -> pieces(from, to, partials, size, 1));
    Steps overChunks = new Steps(new int[] {chunks}, new int[] {size});
    workers.ranges(
        size,
        CHUNK / Math.min(chunks, CHUNK / BLOCK),
        (from, to) -> columns(partials, from, overChunks, 0, chunks, to - from, y, from, count));
  }

  /** Rows of one chunk go to one row of {@code target}, chunks {@code chunkStep} apart. */
  private void pieces(int from, int to, MemorySegment target, int chunkStep, float divisor) {
    for (int piece = from; piece < to; piece++) {
      int column = piece % strips * strip;
      int chunk = piece / strips % chunks;
      int group = piece / strips / chunks;
      columns(
          x,
          grouping.groups().at(group) + column,
          grouping.runs(),
          chunk * chunkRows,
          Math.min(rows, (chunk + 1) * chunkRows),
          Math.min(strip, width - column),
          target,
          chunk * chunkStep + group * width + column,
          divisor);
    }
  }

  /**
   * Reduces {@code width} columns of rows {@code row} to {@code rowEnd}, which {@code steps} apart
   * from element {@code start} on.
   */
  private void columns(
      MemorySegment from,
      int start,
      Steps steps,
      int row,
      int rowEnd,
      int width,
      MemorySegment to,
      int target,
      float divisor) {
    int column = 0;
    for (; column <= width - BLOCK; column += BLOCK) {
      if (max) {
        maximumOfBlock(from, start + column, steps, row, rowEnd, to, target + column);
      } else {
        sumOfBlock(from, start + column, steps, row, rowEnd, to, target + column, divisor);
      }
    }
    for (; column < width; column += FloatVectors.COUNT) {
      VectorMask<Float> mask = FloatVectors.first(width - column);
      int at = start + column;
      if (max) {
        maximumOfVector(from, at, steps, row, rowEnd, mask, to, target + column);
      } else {
        sumOfVector(from, at, steps, row, rowEnd, mask, to, target + column, divisor);
      }
    }
  }

  private static void sumOfVector(
      MemorySegment from,
      int start,
      Steps steps,
      int row,
      int rowEnd,
      VectorMask<Float> mask,
      MemorySegment to,
      int target,
      float divisor) {
    FloatVector sum = FloatVectors.all(0);
    for (int i = row; i < rowEnd; i++) {
      sum = sum.add(FloatVectors.load(from, start + steps.at(i), mask));
    }
    FloatVectors.store(sum.div(divisor), to, target, mask);
  }

  private static void maximumOfVector(
      MemorySegment from,
      int start,
      Steps steps,
      int row,
      int rowEnd,
      VectorMask<Float> mask,
      MemorySegment to,
      int target) {
    FloatVector most = FloatVectors.all(Float.NEGATIVE_INFINITY);
    for (int i = row; i < rowEnd; i++) {
      most = most.max(FloatVectors.load(from, start + steps.at(i), mask));
    }
    FloatVectors.store(most, to, target, mask);
  }

  private static void sumOfBlock(
      MemorySegment from,
      int start,
      Steps steps,
      int row,
      int rowEnd,
      MemorySegment to,
      int target,
      float divisor) {
    FloatVector a = FloatVectors.all(0);
    FloatVector b = FloatVectors.all(0);
    FloatVector c = FloatVectors.all(0);
    FloatVector d = FloatVectors.all(0);
    for (int i = row; i < rowEnd; i++) {
      int at = start + steps.at(i);
      a = a.add(FloatVectors.load(from, at));
      b = b.add(FloatVectors.load(from, at + FloatVectors.COUNT));
      c = c.add(FloatVectors.load(from, at + 2 * FloatVectors.COUNT));
      d = d.add(FloatVectors.load(from, at + 3 * FloatVectors.COUNT));
    }
    FloatVectors.store(a.div(divisor), to, target);
    FloatVectors.store(b.div(divisor), to, target + FloatVectors.COUNT);
    FloatVectors.store(c.div(divisor), to, target + 2 * FloatVectors.COUNT);
    FloatVectors.store(d.div(divisor), to, target + 3 * FloatVectors.COUNT);
  }

  private static void maximumOfBlock(
      MemorySegment from,
      int start,
      Steps steps,
      int row,
      int rowEnd,
      MemorySegment to,
      int target) {
    FloatVector a = FloatVectors.all(Float.NEGATIVE_INFINITY);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    for (int i = row; i < rowEnd; i++) {
      int at = start + steps.at(i);
      a = a.max(FloatVectors.load(from, at));
      b = b.max(FloatVectors.load(from, at + FloatVectors.COUNT));
      c = c.max(FloatVectors.load(from, at + 2 * FloatVectors.COUNT));
      d = d.max(FloatVectors.load(from, at + 3 * FloatVectors.COUNT));
    }
    FloatVectors.store(a, to, target);
    FloatVectors.store(b, to, target + FloatVectors.COUNT);
    FloatVectors.store(c, to, target + 2 * FloatVectors.COUNT);
    FloatVectors.store(d, to, target + 3 * FloatVectors.COUNT);
  }
}
