package org.sinopia.tensor.cpu.rows;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.sinopia.tensor.cpu.simd.FloatVectors.COUNT;
import static org.sinopia.tensor.cpu.simd.FloatVectors.LOGICAL;
import static org.sinopia.tensor.cpu.simd.FloatVectors.all;
import static org.sinopia.tensor.cpu.simd.FloatVectors.keep;
import static org.sinopia.tensor.cpu.simd.FloatVectors.load;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.sinopia.tensor.cpu.loops.Workers;
import org.sinopia.tensor.cpu.simd.FloatVectors;
import org.sinopia.tensor.cpu.simd.Scratch;
import org.sinopia.tensor.op.ReduceFunction;
import org.sinopia.tensor.op.ReductionOp.Reduce;

/**
 * Sum, mean or maximum where each run of a group becomes one number. A group with many elements is
 * cut into chunks, whose results are combined in order. Four vectors of partial results hide the
 * latency of addition, and make the rounding errors those of a tree rather than of a chain.
 */
record RunReduction(
    boolean max, MemorySegment x, MemorySegment y, Grouping grouping, int members, double count) {
  private static final int CHUNK = 1 << 15;
  private static final int PARTIALS = 0;
  private static final int FOUR = 4 * LOGICAL;

  /**
   * Elements that vectors sum before float64 does: they stay in the first-level cache, where narrow
   * vectors go over them once for each part of the logical lanes.
   */
  private static final int SEGMENT = 4096;

  static RunReduction of(Reduce op, Grouping grouping) {
    int members = op.x().elements() / op.y().elements();
    return new RunReduction(
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
      int length = Math.min(Math.min(SEGMENT, to - member), grouping.length() - within);
      int at = start + grouping.runs().at(run) + within;
      if (length < LOGICAL) {
        total = few(total, at, length);
      } else {
        long part = FloatVectors.at(x, at, length);
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

  private static double sum(long x, int length) {
    long lanes = Scratch.lanes();
    int whole = length / LOGICAL * LOGICAL;
    FloatVector part = all(0);
    for (int lane = 0; lane < LOGICAL; lane += COUNT) {
      FloatVector a = all(0);
      FloatVector b = a;
      FloatVector c = a;
      FloatVector d = a;
      int i = lane;
      for (; i <= whole - FOUR + lane; i += FOUR) {
        a = a.add(load(x, i));
        b = b.add(load(x, i + LOGICAL));
        c = c.add(load(x, i + 2 * LOGICAL));
        d = d.add(load(x, i + 3 * LOGICAL));
      }
      for (; i < whole; i += LOGICAL) {
        a = a.add(load(x, i));
      }
      part = a.add(b).add(c.add(d));
      keep(part, lanes, lane);
    }
    double sum = FloatVectors.sum(part, lanes, 0);
    for (int i = whole; i < length; i++) {
      sum += FloatVectors.get(x, i);
    }
    return sum;
  }

  /** Order does not matter here: the largest number is the same in any. */
  private static float maximum(long x, int length) {
    FloatVector a = all(Float.NEGATIVE_INFINITY);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    int i = 0;
    for (; i <= length - 4 * COUNT; i += 4 * COUNT) {
      a = a.max(load(x, i));
      b = b.max(load(x, i + COUNT));
      c = c.max(load(x, i + 2 * COUNT));
      d = d.max(load(x, i + 3 * COUNT));
    }
    for (; i <= length - COUNT; i += COUNT) {
      a = a.max(load(x, i));
    }
    float max = a.max(b).max(c.max(d)).reduceLanes(VectorOperators.MAX);
    for (; i < length; i++) {
      max = Math.max(max, FloatVectors.get(x, i));
    }
    return max;
  }
}
