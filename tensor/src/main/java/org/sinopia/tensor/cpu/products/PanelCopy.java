package org.sinopia.tensor.cpu.products;

import static org.sinopia.tensor.cpu.products.RegisterTile.WIDTH;
import static org.sinopia.tensor.cpu.simd.FloatVectors.COUNT;
import static org.sinopia.tensor.cpu.simd.FloatVectors.FLOATS;

import jdk.incubator.vector.FloatVector;
import org.sinopia.tensor.cpu.simd.FloatVectors;

/** Copies blocks of a matrix between memory and the arrays of {@link PackedProduct}. */
public final class PanelCopy {
  private PanelCopy() {}

  /**
   * {@code factor} times a block of {@code rows} by {@code count} floats, into rows {@code toRow}
   * floats apart, with zeros up to a whole vector.
   *
   * @param row floats from one row of the block to the next
   */
  public static void rows(
      long source, int row, int rows, int count, float factor, float[] to, int at, int toRow) {
    int whole = count / COUNT * COUNT;
    for (int i = 0; i < rows; i++) {
      long from = source + (long) i * row * Float.BYTES;
      int target = at + i * toRow;
      for (int j = 0; j < whole; j += COUNT) {
        FloatVectors.load(from, j).mul(factor).intoArray(to, target + j);
      }
      if (whole < count) {
        tail(from, whole, count).mul(factor).intoArray(to, target + whole);
      }
    }
  }

  /**
   * {@code factor} times a block of {@code rows} by {@code count} floats, into panels of {@link
   * RegisterTile#WIDTH} columns, with zeros up to the end of the last.
   *
   * @param row floats from one row of the block to the next
   * @param panel floats from one panel to the next
   */
  public static void in(
      long source, int row, int rows, int count, float factor, float[] to, int at, int panel) {
    int whole = count / WIDTH * WIDTH;
    for (int i = 0; i < rows; i++) {
      long from = source + (long) i * row * Float.BYTES;
      int target = at + i * WIDTH;
      for (int j = 0; j < whole; j += WIDTH) {
        FloatVectors.load(from, j).mul(factor).intoArray(to, target);
        FloatVectors.load(from, j + COUNT).mul(factor).intoArray(to, target + COUNT);
        target += panel;
      }
      if (whole < count) {
        tail(from, whole, count).mul(factor).intoArray(to, target);
        tail(from, whole + COUNT, count).mul(factor).intoArray(to, target + COUNT);
      }
    }
  }

  private static FloatVector tail(long source, int index, int count) {
    return FloatVectors.load(source, index, FloatVectors.first(Math.max(0, count - index)));
  }

  /** Adds one row of whole vectors to each of {@code rows} rows of a panel. */
  static void add(float[] row, int rowAt, float[] panel, int at, int rows) {
    FloatVector x = FloatVector.fromArray(FLOATS, row, rowAt);
    FloatVector y = FloatVector.fromArray(FLOATS, row, rowAt + COUNT);
    for (int i = at; i < at + rows * WIDTH; i += WIDTH) {
      FloatVector.fromArray(FLOATS, panel, i).add(x).intoArray(panel, i);
      FloatVector.fromArray(FLOATS, panel, i + COUNT).add(y).intoArray(panel, i + COUNT);
    }
  }

  /** Takes a block of {@code rows} by {@code count} floats from panels to memory, row by row. */
  static void out(float[] panels, int panel, int rows, int count, long target, int row) {
    int whole = count / WIDTH * WIDTH;
    for (int i = 0; i < rows; i++) {
      long to = target + (long) i * row * Float.BYTES;
      int from = i * WIDTH;
      for (int j = 0; j < whole; j += WIDTH) {
        FloatVectors.store(FloatVector.fromArray(FLOATS, panels, from), to, j);
        FloatVectors.store(FloatVector.fromArray(FLOATS, panels, from + COUNT), to, j + COUNT);
        from += panel;
      }
      for (int j = whole; j < count; j += COUNT) {
        FloatVector tail = FloatVector.fromArray(FLOATS, panels, from + j - whole);
        FloatVectors.store(tail, to, j, FloatVectors.first(count - j));
      }
    }
  }
}
