package org.sinopia.tensor.cpu.layout;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import org.sinopia.tensor.cpu.loops.BinaryLoops;
import org.sinopia.tensor.cpu.loops.Workers;
import org.sinopia.tensor.cpu.simd.FloatVectors;
import org.sinopia.tensor.op.LayoutOp.Gather;
import org.sinopia.tensor.op.LayoutOp.ScatterAdd;

/** Rows taken or added by index. */
final class CpuIndexing {
  private static final int GRAIN_BYTES = 1 << 16;
  private static final int STRIP = 16 * FloatVectors.LOGICAL;

  private final Workers workers;

  CpuIndexing(Workers workers) {
    this.workers = workers;
  }

  void run(Gather op) {
    MemorySegment x = op.x().memory();
    MemorySegment y = op.y().memory();
    MemorySegment indices = op.indices().memory();
    int n = op.x().shape().extent(0);
    long row = (long) op.x().shape().stride(0) * op.x().dtype().bytes();
    workers.ranges(
        op.indices().elements(),
        (int) Math.max(1, GRAIN_BYTES / row),
        (from, to) -> {
          for (int i = from; i < to; i++) {
            int index = indices.getAtIndex(JAVA_INT, i);
            if (index >= 0 && index < n) {
              MemorySegment.copy(x, index * row, y, i * row, row);
            } else {
              y.asSlice(i * row, row).fill((byte) 0);
            }
          }
        });
  }

  /** Cut by columns, so that a piece meets the rows in their order. */
  void run(ScatterAdd op) {
    MemorySegment gradY = op.gradY().memory();
    MemorySegment gradX = op.gradX().memory();
    MemorySegment indices = op.indices().memory();
    int n = op.gradX().shape().extent(0);
    int width = op.gradX().shape().stride(0);
    gradX.fill((byte) 0);
    workers.ranges(
        width,
        STRIP,
        (from, to) -> {
          for (int i = 0; i < op.indices().elements(); i++) {
            int index = indices.getAtIndex(JAVA_INT, i);
            if (index >= 0 && index < n) {
              long sum = FloatVectors.at(gradX, (long) index * width + from, to - from);
              long row = FloatVectors.at(gradY, (long) i * width + from, to - from);
              BinaryLoops.ADD.run(sum, row, sum, to - from);
            }
          }
        });
  }
}
