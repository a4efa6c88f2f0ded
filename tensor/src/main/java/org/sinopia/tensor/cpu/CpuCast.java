package org.sinopia.tensor.cpu;

import java.lang.foreign.MemorySegment;
import org.sinopia.tensor.DType;
import org.sinopia.tensor.op.LayoutOp.Cast;

/** Conversion between element types. */
final class CpuCast {
  private static final int GRAIN = 1 << 15;

  private final Workers workers;

  CpuCast(Workers workers) {
    this.workers = workers;
  }

  void run(Cast op) {
    DType from = op.x().dtype();
    DType to = op.y().dtype();
    MemorySegment x = op.x().memory();
    MemorySegment y = op.y().memory();
    if (from == to) {
      long bytes = from.bytes();
      workers.ranges(
          op.x().elements(),
          GRAIN,
          (start, end) ->
              MemorySegment.copy(x, start * bytes, y, start * bytes, (end - start) * bytes));
      return;
    }
    workers.ranges(op.x().elements(), GRAIN, (start, end) -> convert(from, x, to, y, start, end));
  }

  private static void convert(
      DType from, MemorySegment x, DType to, MemorySegment y, int start, int end) {
    for (int i = start; i < end; i++) {
      to.set(y, i, from.get(x, i));
    }
  }
}
