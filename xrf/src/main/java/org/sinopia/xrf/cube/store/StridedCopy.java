package org.sinopia.xrf.cube.store;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.sinopia.xrf.cube.CubeHeader;

/** Copies of samples between memory orders and byte orders. */
public final class StridedCopy {

  /** Bins moved per pixel before the next pixel, so that both sides' cache lines are reused. */
  private static final int BLOCK = 32;

  private StridedCopy() {}

  /** Where the samples of a rectangle lie: sample (y, x, b) at base + y·row + x·column + b·bin. */
  public record Strides(long base, long row, long column, long bin) {

    /** A rectangle of {@code width} columns, unpadded, ordered (row, column, bin). */
    public static Strides packed(int width, int bins) {
      return new Strides(0, (long) width * bins, bins, 1);
    }

    /**
     * A rectangle of {@code width} columns and {@code height} rows, unpadded, in a file's order.
     */
    public static Strides of(Interleave order, CubeHeader shape) {
      return new Strides(
          0, order.rowStride(shape), order.columnStride(shape), order.binStride(shape));
    }

    public Strides from(long sample) {
      return new Strides(base + sample, row, column, bin);
    }
  }

  /**
   * Copies samples of {@code bytes} bytes, bit by bit.
   *
   * @param source holds samples in {@code sourceOrder}
   * @param target receives them in {@code targetOrder}
   */
  public static void copy(
      int bytes,
      int height,
      int width,
      int bins,
      MemorySegment source,
      Strides from,
      ByteOrder sourceOrder,
      MemorySegment target,
      Strides to,
      ByteOrder targetOrder) {
    boolean runs = from.bin == 1 && to.bin == 1;
    boolean wholeRows = runs && from.column == bins && to.column == bins;
    for (int y = 0; y < height; y++) {
      long s = from.base + y * from.row;
      long t = to.base + y * to.row;
      if (wholeRows) {
        run(bytes, source, s, sourceOrder, target, t, targetOrder, (long) width * bins);
      } else if (runs) {
        for (int x = 0; x < width; x++) {
          run(
              bytes,
              source,
              s + x * from.column,
              sourceOrder,
              target,
              t + x * to.column,
              targetOrder,
              bins);
        }
      } else {
        for (int b = 0; b < bins; b += BLOCK) {
          int end = Math.min(bins, b + BLOCK);
          transpose(bytes, width, b, end, source, from, s, sourceOrder, target, to, t, targetOrder);
        }
      }
    }
  }

  private static void run(
      int bytes,
      MemorySegment source,
      long s,
      ByteOrder sourceOrder,
      MemorySegment target,
      long t,
      ByteOrder targetOrder,
      long count) {
    MemorySegment.copy(
        source,
        layout(bytes, sourceOrder),
        s * bytes,
        target,
        layout(bytes, targetOrder),
        t * bytes,
        count);
  }

  private static ValueLayout layout(int bytes, ByteOrder order) {
    return switch (bytes) {
      case 1 -> ValueLayout.JAVA_BYTE;
      case 2 -> ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(order);
      case 4 -> ValueLayout.JAVA_INT_UNALIGNED.withOrder(order);
      default -> ValueLayout.JAVA_LONG_UNALIGNED.withOrder(order);
    };
  }

  private static void transpose(
      int bytes,
      int width,
      int firstBin,
      int endBin,
      MemorySegment source,
      Strides from,
      long s,
      ByteOrder sourceOrder,
      MemorySegment target,
      Strides to,
      long t,
      ByteOrder targetOrder) {
    boolean swap = sourceOrder != targetOrder;
    for (int x = 0; x < width; x++) {
      long sx = s + x * from.column;
      long tx = t + x * to.column;
      switch (bytes) {
        case 1 -> {
          for (int b = firstBin; b < endBin; b++) {
            byte v = source.get(ValueLayout.JAVA_BYTE, sx + b * from.bin);
            target.set(ValueLayout.JAVA_BYTE, tx + b * to.bin, v);
          }
        }
        case 2 -> {
          for (int b = firstBin; b < endBin; b++) {
            short v = source.get(ValueLayout.JAVA_SHORT_UNALIGNED, 2 * (sx + b * from.bin));
            target.set(
                ValueLayout.JAVA_SHORT_UNALIGNED,
                2 * (tx + b * to.bin),
                swap ? Short.reverseBytes(v) : v);
          }
        }
        case 4 -> {
          for (int b = firstBin; b < endBin; b++) {
            int v = source.get(ValueLayout.JAVA_INT_UNALIGNED, 4 * (sx + b * from.bin));
            target.set(
                ValueLayout.JAVA_INT_UNALIGNED,
                4 * (tx + b * to.bin),
                swap ? Integer.reverseBytes(v) : v);
          }
        }
        default -> {
          for (int b = firstBin; b < endBin; b++) {
            long v = source.get(ValueLayout.JAVA_LONG_UNALIGNED, 8 * (sx + b * from.bin));
            target.set(
                ValueLayout.JAVA_LONG_UNALIGNED,
                8 * (tx + b * to.bin),
                swap ? Long.reverseBytes(v) : v);
          }
        }
      }
    }
  }
}
