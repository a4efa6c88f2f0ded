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
 * Sum, mean or maximum where each run of a group becomes one number. A group with many elements is
 * cut into chunks, whose results are combined in order. Four vectors of partial results hide the
 * latency of addition, and make the rounding errors those of a tree rather than of a chain.
 */
record RunReduction(
    boolean max, MemorySegment x, MemorySegment y, Grouping grouping, int members, double count) {
  private static final int CHUNK = 1 << 15;
  private static final int PARTIALS = 0;
  private static final int BLOCK = 4 * Lanes.COUNT;

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
}
