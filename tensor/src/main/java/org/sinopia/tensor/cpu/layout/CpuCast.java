package org.sinopia.tensor.cpu.layout;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import org.sinopia.tensor.DType;
import org.sinopia.tensor.cpu.loops.Workers;
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
    Loop loop = loop(from, to);
    workers.ranges(op.x().elements(), GRAIN, (start, end) -> loop.convert(x, y, start, end));
  }

  /** Converts elements {@code start} to {@code end}. */
  @FunctionalInterface
  private interface Loop {
    void convert(MemorySegment x, MemorySegment y, int start, int end);
  }

  /**
   * A separate loop for each frequent pair, so that the compiler sees its two types; one for all
   * others.
   */
  private static Loop loop(DType from, DType to) {
    Loop any = (x, y, start, end) -> convert(from, x, to, y, start, end);
    if (to == DType.F32) {
      return switch (from) {
        case U8 -> CpuCast::bytesToFloats;
        case U16 -> CpuCast::shortsToFloats;
        case I32 -> CpuCast::intsToFloats;
        case BF16 -> CpuCast::bfloatsToFloats;
        case F32, F64 -> any;
      };
    }
    if (from == DType.F32) {
      return switch (to) {
        case BF16 -> CpuCast::floatsToBfloats;
        case U8 -> CpuCast::floatsToBytes;
        case U16, I32, F32, F64 -> any;
      };
    }
    return any;
  }

  private static void bytesToFloats(MemorySegment x, MemorySegment y, int start, int end) {
    for (int i = start; i < end; i++) {
      y.setAtIndex(JAVA_FLOAT, i, Byte.toUnsignedInt(x.get(JAVA_BYTE, i)));
    }
  }

  private static void shortsToFloats(MemorySegment x, MemorySegment y, int start, int end) {
    for (int i = start; i < end; i++) {
      y.setAtIndex(JAVA_FLOAT, i, Short.toUnsignedInt(x.getAtIndex(JAVA_SHORT, i)));
    }
  }

  private static void intsToFloats(MemorySegment x, MemorySegment y, int start, int end) {
    for (int i = start; i < end; i++) {
      y.setAtIndex(JAVA_FLOAT, i, x.getAtIndex(JAVA_INT, i));
    }
  }

  private static void bfloatsToFloats(MemorySegment x, MemorySegment y, int start, int end) {
    for (int i = start; i < end; i++) {
      y.setAtIndex(JAVA_INT, i, x.getAtIndex(JAVA_SHORT, i) << 16);
    }
  }

  private static void floatsToBfloats(MemorySegment x, MemorySegment y, int start, int end) {
    for (int i = start; i < end; i++) {
      int bits = x.getAtIndex(JAVA_INT, i);
      int rounded = (bits + 0x7FFF + (bits >>> 16 & 1)) >>> 16;
      boolean nan = (bits & 0x7FFFFFFF) > 0x7F800000;
      y.setAtIndex(JAVA_SHORT, i, (short) (nan ? 0x7FC0 : rounded));
    }
  }

  private static void floatsToBytes(MemorySegment x, MemorySegment y, int start, int end) {
    for (int i = start; i < end; i++) {
      double nearest = Math.rint(x.getAtIndex(JAVA_FLOAT, i));
      y.set(JAVA_BYTE, i, (byte) Math.min(Math.max((int) nearest, 0), 0xFF));
    }
  }

  private static void convert(
      DType from, MemorySegment x, DType to, MemorySegment y, int start, int end) {
    for (int i = start; i < end; i++) {
      to.set(y, i, from.get(x, i));
    }
  }
}
