package org.sinopia.tensor.cpu;

import static org.sinopia.tensor.cpu.Lanes.COUNT;
import static org.sinopia.tensor.cpu.Lanes.FLOATS;
import static org.sinopia.tensor.cpu.PackedProduct.WIDTH;

import jdk.incubator.vector.FloatVector;

/** Copies blocks of a matrix between memory and the arrays of {@link PackedProduct}. */
final class PanelCopy {
  private PanelCopy() {}

  /**
   * {@code factor} times a block of {@code rows} by {@code count} floats, into rows {@code toRow}
   * floats apart.
   *
   * @param row floats from one row of the block to the next
   */
  static void rows(
      long source, int row, int rows, int count, float factor, float[] to, int at, int toRow) {
    int whole = count / COUNT * COUNT;
    for (int i = 0; i < rows; i++) {
      long from = source + (long) i * row * Float.BYTES;
      int target = at + i * toRow;
      for (int j = 0; j < whole; j += COUNT) {
        Lanes.load(from, j).mul(factor).intoArray(to, target + j);
      }
      if (whole < count) {
        last(from, whole, count).mul(factor).intoArray(to, target + whole);
      }
    }
  }

  /**
   * {@code factor} times a block of {@code rows} by {@code count} floats, into panels of {@code
   * width} columns, with zeros up to the end of the last.
   *
   * @param row floats from one row of the block to the next
   * @param width a power of 2, at least a vector's
   * @param panel floats from one panel to the next
   */
  static void in(
      long source,
      int row,
      int rows,
      int count,
      float factor,
      float[] to,
      int at,
      int width,
      int panel) {
    int whole = count / COUNT * COUNT;
    int shift = Integer.numberOfTrailingZeros(width);
    int within = width - 1;
    for (int i = 0; i < rows; i++) {
      long from = source + (long) i * row * Float.BYTES;
      int target = at + i * width;
      for (int j = 0; j < whole; j += COUNT) {
        Lanes.load(from, j).mul(factor).intoArray(to, target + (j >> shift) * panel + (j & within));
      }
      for (int j = whole; (j & within) != 0 || j < count; j += COUNT) {
        last(from, j, count)
            .mul(factor)
            .intoArray(to, target + (j >> shift) * panel + (j & within));
      }
    }
  }

  private static FloatVector last(long source, int index, int count) {
    return Lanes.load(source, index, Lanes.first(Math.max(0, count - index)));
  }

  /** One row of {@code count} floats as, or added to, each of {@code rows} rows of panels. */
  static void bias(long source, int count, float[] to, int rows, int panel, boolean fresh) {
    for (int j = 0; j < count; j += COUNT) {
      FloatVector bias = last(source, j, count);
      int at = j / WIDTH * panel + j % WIDTH;
      for (int i = at; i < at + rows * WIDTH; i += WIDTH) {
        (fresh ? bias : FloatVector.fromArray(FLOATS, to, i).add(bias)).intoArray(to, i);
      }
    }
  }

  /** Takes a block of {@code rows} by {@code count} floats from panels to memory, row by row. */
  static void out(float[] panels, int panel, int rows, int count, long target, int row) {
    int whole = count / COUNT * COUNT;
    for (int i = 0; i < rows; i++) {
      long to = target + (long) i * row * Float.BYTES;
      for (int j = 0; j < whole; j += COUNT) {
        int from = j / WIDTH * panel + i * WIDTH + j % WIDTH;
        Lanes.store(FloatVector.fromArray(FLOATS, panels, from), to, j);
      }
      if (whole < count) {
        int from = whole / WIDTH * panel + i * WIDTH + whole % WIDTH;
        FloatVector last = FloatVector.fromArray(FLOATS, panels, from);
        Lanes.store(last, to, whole, Lanes.first(count - whole));
      }
    }
  }
}
