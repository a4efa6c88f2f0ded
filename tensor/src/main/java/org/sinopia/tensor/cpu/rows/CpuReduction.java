package org.sinopia.tensor.cpu.rows;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import org.sinopia.tensor.cpu.loops.Workers;
import org.sinopia.tensor.op.ReductionOp;
import org.sinopia.tensor.op.ReductionOp.ArgMin;
import org.sinopia.tensor.op.ReductionOp.MaxBackward;
import org.sinopia.tensor.op.ReductionOp.Reduce;

/** Reductions over any set of axes. */
public final class CpuReduction {
  private static final int GRAIN = 1 << 14;

  private final Workers workers;

  public CpuReduction(Workers workers) {
    this.workers = workers;
  }

  public void run(ReductionOp op) {
    switch (op) {
      case Reduce o -> reduce(o);
      case MaxBackward o -> maxBackward(o);
      case ArgMin o -> argMin(o);
    }
  }

  private void reduce(Reduce op) {
    Grouping grouping = Grouping.of(op.x().shape(), op.axes());
    if (grouping.reduced()) {
      RunReduction.of(op, grouping).run(workers);
    } else {
      RowReduction.of(op, grouping).run(workers);
    }
  }

  private void maxBackward(MaxBackward op) {
    Grouping grouping = Grouping.of(op.x().shape(), op.axes());
    MemorySegment x = op.x().memory();
    MemorySegment gradY = op.gradY().memory();
    MemorySegment gradX = op.gradX().memory();
    int columns = grouping.reduced() ? 1 : grouping.length();
    int results = op.gradY().elements();
    int grain = (int) Math.max(1, (long) GRAIN * results / op.x().elements());
    workers.ranges(
        results,
        grain,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            int start = grouping.groups().at(i / columns) + i % columns;
            int best = firstMaximum(x, grouping, start, gradX);
            gradX.setAtIndex(JAVA_FLOAT, best, gradY.getAtIndex(JAVA_FLOAT, i));
          }
        });
  }

  /** Clears the group's gradients on the way. */
  private static int firstMaximum(
      MemorySegment x, Grouping grouping, int start, MemorySegment gradX) {
    int length = grouping.reduced() ? grouping.length() : 1;
    int best = start;
    float most = x.getAtIndex(JAVA_FLOAT, start);
    int runs = grouping.runs().count();
    for (int run = 0; run < runs; run++) {
      int at = start + grouping.runs().at(run);
      for (int i = at; i < at + length; i++) {
        float candidate = x.getAtIndex(JAVA_FLOAT, i);
        if (candidate > most || (Float.isNaN(candidate) && !Float.isNaN(most))) {
          best = i;
          most = candidate;
        }
        gradX.setAtIndex(JAVA_FLOAT, i, 0);
      }
    }
    return best;
  }

  private void argMin(ArgMin op) {
    MemorySegment x = op.x().memory();
    MemorySegment indices = op.indices().memory();
    int extent = op.x().shape().extent(op.axis());
    int stride = op.x().shape().stride(op.axis());
    workers.ranges(
        op.indices().elements(),
        Math.max(1, GRAIN / extent),
        (from, to) -> {
          for (int i = from; i < to; i++) {
            int start = i / stride * extent * stride + i % stride;
            indices.setAtIndex(JAVA_INT, i, firstMinimum(x, start, stride, extent));
          }
        });
  }

  private static int firstMinimum(MemorySegment x, int start, int stride, int count) {
    int best = 0;
    float least = x.getAtIndex(JAVA_FLOAT, start);
    for (int i = 1; i < count; i++) {
      float candidate = x.getAtIndex(JAVA_FLOAT, start + i * stride);
      if (candidate < least || (Float.isNaN(candidate) && !Float.isNaN(least))) {
        best = i;
        least = candidate;
      }
    }
    return best;
  }
}
