package org.sinopia.tensor.cpu;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import org.sinopia.tensor.op.ReduceFunction;
import org.sinopia.tensor.op.ReductionOp.Reduce;

/**
 * Sum, mean and maximum. Groups are independent; one with many elements is cut into chunks, whose
 * results are combined in order. A chunk of a run keeps four vectors of partial results, to hide
 * the latency of addition, and so its rounding errors are those of a tree rather than of a chain.
 */
final class CpuReduce {
  private static final int CHUNK = 1 << 15;
  private static final int PARTIALS = 0;
  private static final int FEWEST_ROWS = 16;
  private static final int BLOCK = 4 * Lanes.COUNT;

  private final Workers workers;

  CpuReduce(Workers workers) {
    this.workers = workers;
  }

  void run(Reduce op) {
    Grouping grouping = Grouping.of(op.x().shape(), op.axes());
    if (grouping.reduced()) {
      Runs.of(op, grouping).run(workers);
    } else {
      Rows.of(op, grouping).run(workers);
    }
  }

  /** Each run becomes one number. */
  private record Runs(
      boolean max, MemorySegment x, MemorySegment y, Grouping grouping, int members, double count) {
    static Runs of(Reduce op, Grouping grouping) {
      int members = op.x().elements() / op.y().elements();
      return new Runs(
          op.function() == ReduceFunction.MAX,
          op.x().memory(),
          op.y().memory(),
          grouping,
          members,
          op.function() == ReduceFunction.MEAN ? members : 1);
    }

    void run(Workers workers) {
      int groups = grouping.groups().count();
      int chunks = (members - 1) / CHUNK + 1;
      if (chunks == 1) {
        workers.ranges(
            groups,
            Math.max(1, CHUNK / members),
            (from, to) -> {
              for (int group = from; group < to; group++) {
                y.setAtIndex(JAVA_FLOAT, group, (float) (chunk(group, 0, members) / count));
              }
            });
        return;
      }
      MemorySegment partials = Scratch.bytes(PARTIALS, (long) groups * chunks * Double.BYTES);
      workers.run(
          groups * chunks,
          piece -> {
            int from = piece % chunks * CHUNK;
            int to = (int) Math.min(members, (long) from + CHUNK);
            partials.setAtIndex(JAVA_DOUBLE, piece, chunk(piece / chunks, from, to));
          });
      for (int group = 0; group < groups; group++) {
        double total = partials.getAtIndex(JAVA_DOUBLE, (long) group * chunks);
        for (int chunk = 1; chunk < chunks; chunk++) {
          double partial = partials.getAtIndex(JAVA_DOUBLE, (long) group * chunks + chunk);
          total = max ? Math.max(total, partial) : total + partial;
        }
        y.setAtIndex(JAVA_FLOAT, group, (float) (total / count));
      }
    }

    /** The members {@code from} to {@code to} of a group. */
    private double chunk(int group, int from, int to) {
      int start = grouping.groups().at(group);
      double total = max ? Double.NEGATIVE_INFINITY : 0;
      for (int member = from; member < to; ) {
        int run = member / grouping.length();
        int within = member - run * grouping.length();
        int length = Math.min(to - member, grouping.length() - within);
        int at = start + grouping.runs().at(run) + within;
        if (length < Lanes.COUNT) {
          total = few(total, at, length);
        } else {
          MemorySegment part = Lanes.part(x, at, length);
          total = max ? Math.max(total, maximum(part, length)) : total + sum(part, length);
        }
        member += length;
      }
      return total;
    }

    private double few(double before, int at, int length) {
      double total = before;
      for (int i = at; i < at + length; i++) {
        float value = x.getAtIndex(JAVA_FLOAT, i);
        total = max ? Math.max(total, value) : total + value;
      }
      return total;
    }
  }

  private static float sum(MemorySegment x, int length) {
    FloatVector a = Lanes.all(0);
    FloatVector b = Lanes.all(0);
    FloatVector c = Lanes.all(0);
    FloatVector d = Lanes.all(0);
    int i = 0;
    for (; i <= length - BLOCK; i += BLOCK) {
      a = a.add(Lanes.load(x, i));
      b = b.add(Lanes.load(x, i + Lanes.COUNT));
      c = c.add(Lanes.load(x, i + 2 * Lanes.COUNT));
      d = d.add(Lanes.load(x, i + 3 * Lanes.COUNT));
    }
    for (; i < length; i += Lanes.COUNT) {
      a = a.add(Lanes.load(x, i, Lanes.first(length - i)));
    }
    return Lanes.sum(a.add(b).add(c.add(d)));
  }

  private static float maximum(MemorySegment x, int length) {
    FloatVector a = Lanes.all(Float.NEGATIVE_INFINITY);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    int i = 0;
    for (; i <= length - BLOCK; i += BLOCK) {
      a = a.max(Lanes.load(x, i));
      b = b.max(Lanes.load(x, i + Lanes.COUNT));
      c = c.max(Lanes.load(x, i + 2 * Lanes.COUNT));
      d = d.max(Lanes.load(x, i + 3 * Lanes.COUNT));
    }
    for (; i < length; i += Lanes.COUNT) {
      VectorMask<Float> mask = Lanes.first(length - i);
      a = a.lanewise(VectorOperators.MAX, Lanes.load(x, i, mask), mask);
    }
    return a.max(b).max(c.max(d)).reduceLanes(VectorOperators.MAX);
  }

  /** The runs are rows of a table, which becomes one row. */
  private record Rows(
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
    static Rows of(Reduce op, Grouping grouping) {
      int rows = grouping.runs().count();
      int width = grouping.length();
      int chunkRows = Math.max(FEWEST_ROWS, CHUNK / width);
      int chunks = (rows - 1) / chunkRows + 1;
      int fitting = Math.max(1, CHUNK / Math.min(rows, chunkRows) / BLOCK) * BLOCK;
      int strip = Math.min(width, fitting);
      return new Rows(
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
     * Reduces {@code width} columns of rows {@code row} to {@code rowEnd}, which {@code steps}
     * apart from element {@code start} on.
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
      for (; column < width; column += Lanes.COUNT) {
        VectorMask<Float> mask = Lanes.first(width - column);
        int at = start + column;
        FloatVector reduced =
            max
                ? maximumOfVector(from, at, steps, row, rowEnd, mask)
                : sumOfVector(from, at, steps, row, rowEnd, mask);
        Lanes.store(reduced.div(divisor), to, target + column, mask);
      }
    }
  }

  private static FloatVector sumOfVector(
      MemorySegment from, int start, Steps steps, int row, int rowEnd, VectorMask<Float> mask) {
    FloatVector sum = Lanes.all(0);
    for (int i = row; i < rowEnd; i++) {
      sum = sum.add(Lanes.load(from, start + steps.at(i), mask));
    }
    return sum;
  }

  private static FloatVector maximumOfVector(
      MemorySegment from, int start, Steps steps, int row, int rowEnd, VectorMask<Float> mask) {
    FloatVector most = Lanes.all(Float.NEGATIVE_INFINITY);
    for (int i = row; i < rowEnd; i++) {
      most = most.max(Lanes.load(from, start + steps.at(i), mask));
    }
    return most;
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
    FloatVector a = Lanes.all(0);
    FloatVector b = Lanes.all(0);
    FloatVector c = Lanes.all(0);
    FloatVector d = Lanes.all(0);
    for (int i = row; i < rowEnd; i++) {
      int at = start + steps.at(i);
      a = a.add(Lanes.load(from, at));
      b = b.add(Lanes.load(from, at + Lanes.COUNT));
      c = c.add(Lanes.load(from, at + 2 * Lanes.COUNT));
      d = d.add(Lanes.load(from, at + 3 * Lanes.COUNT));
    }
    Lanes.store(a.div(divisor), to, target);
    Lanes.store(b.div(divisor), to, target + Lanes.COUNT);
    Lanes.store(c.div(divisor), to, target + 2 * Lanes.COUNT);
    Lanes.store(d.div(divisor), to, target + 3 * Lanes.COUNT);
  }

  private static void maximumOfBlock(
      MemorySegment from,
      int start,
      Steps steps,
      int row,
      int rowEnd,
      MemorySegment to,
      int target) {
    FloatVector a = Lanes.all(Float.NEGATIVE_INFINITY);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    for (int i = row; i < rowEnd; i++) {
      int at = start + steps.at(i);
      a = a.max(Lanes.load(from, at));
      b = b.max(Lanes.load(from, at + Lanes.COUNT));
      c = c.max(Lanes.load(from, at + 2 * Lanes.COUNT));
      d = d.max(Lanes.load(from, at + 3 * Lanes.COUNT));
    }
    Lanes.store(a, to, target);
    Lanes.store(b, to, target + Lanes.COUNT);
    Lanes.store(c, to, target + 2 * Lanes.COUNT);
    Lanes.store(d, to, target + 3 * Lanes.COUNT);
  }
}
