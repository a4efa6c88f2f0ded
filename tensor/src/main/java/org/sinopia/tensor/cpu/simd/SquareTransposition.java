package org.sinopia.tensor.cpu.simd;

import static org.sinopia.tensor.cpu.simd.FloatVectors.COUNT;
import static org.sinopia.tensor.cpu.simd.FloatVectors.FLOATS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Transposes squares with a side of one vector: exchanges the off-diagonal quarters of the square,
 * then those within each quarter, down to single floats. Each step is a shuffle and a blend per
 * row, at most two steps between a load and a store, where moving floats one by one takes a load
 * and a store for each.
 */
public final class SquareTransposition {
  /** Rows and columns of a square. */
  public static final int SIDE = COUNT;

  private static final VectorShuffle<Float> SWAP_8 = swap(8);
  private static final VectorShuffle<Float> SWAP_4 = swap(4);
  private static final VectorShuffle<Float> SWAP_2 = swap(2);
  private static final VectorShuffle<Float> SWAP_1 = swap(1);
  private static final VectorMask<Float> UPPER_8 = upper(8);
  private static final VectorMask<Float> UPPER_4 = upper(4);
  private static final VectorMask<Float> UPPER_2 = upper(2);
  private static final VectorMask<Float> UPPER_1 = upper(1);

  private SquareTransposition() {}

  /**
   * Writes {@code columns} rows of {@link #SIDE} floats times {@code factor}, {@code toRow} floats
   * apart, from the first {@code columns} floats of {@code rows} rows, {@code row} floats apart,
   * and zeros for the rows that are missing.
   *
   * @param from has whole vectors in each of its rows
   * @param square room for a square
   */
  private static void transpose(
      float[] from,
      int fromAt,
      int row,
      int rows,
      int columns,
      float factor,
      float[] square,
      float[] to,
      int at,
      int toRow) {
    if (SIDE == 16) {
      exchangeTwice(from, fromAt, row, rows, factor, square);
    } else if (SIDE == 8) {
      exchangeOnce(from, fromAt, row, rows, factor, square);
    } else {
      for (int i = 0; i < SIDE; i++) {
        load(from, fromAt + i * row, factor, i < rows).intoArray(square, i * SIDE);
      }
    }
    for (int i = 0; i < columns; i += 4) {
      FloatVector a = FloatVector.fromArray(FLOATS, square, i * SIDE);
      FloatVector b = FloatVector.fromArray(FLOATS, square, (i + 1) * SIDE);
      FloatVector c = FloatVector.fromArray(FLOATS, square, (i + 2) * SIDE);
      FloatVector d = FloatVector.fromArray(FLOATS, square, (i + 3) * SIDE);
      FloatVector ac = a.blend(c.rearrange(SWAP_2), UPPER_2);
      FloatVector ca = a.rearrange(SWAP_2).blend(c, UPPER_2);
      FloatVector bd = b.blend(d.rearrange(SWAP_2), UPPER_2);
      FloatVector db = b.rearrange(SWAP_2).blend(d, UPPER_2);
      ac.blend(bd.rearrange(SWAP_1), UPPER_1).intoArray(to, at + i * toRow);
      if (i + 1 < columns) {
        ac.rearrange(SWAP_1).blend(bd, UPPER_1).intoArray(to, at + (i + 1) * toRow);
      }
      if (i + 2 < columns) {
        ca.blend(db.rearrange(SWAP_1), UPPER_1).intoArray(to, at + (i + 2) * toRow);
      }
      if (i + 3 < columns) {
        ca.rearrange(SWAP_1).blend(db, UPPER_1).intoArray(to, at + (i + 3) * toRow);
      }
    }
  }

  /** The steps over 8 and 4 lanes of a square of 16. */
  private static void exchangeTwice(
      float[] from, int at, int row, int rows, float factor, float[] square) {
    for (int i = 0; i < 4; i++) {
      int first = at + i * row;
      FloatVector a = load(from, first, factor, i < rows);
      FloatVector b = load(from, first + 4 * row, factor, i + 4 < rows);
      FloatVector c = load(from, first + 8 * row, factor, i + 8 < rows);
      FloatVector d = load(from, first + 12 * row, factor, i + 12 < rows);
      FloatVector ac = a.blend(c.rearrange(SWAP_8), UPPER_8);
      FloatVector ca = a.rearrange(SWAP_8).blend(c, UPPER_8);
      FloatVector bd = b.blend(d.rearrange(SWAP_8), UPPER_8);
      FloatVector db = b.rearrange(SWAP_8).blend(d, UPPER_8);
      ac.blend(bd.rearrange(SWAP_4), UPPER_4).intoArray(square, i * SIDE);
      ac.rearrange(SWAP_4).blend(bd, UPPER_4).intoArray(square, (i + 4) * SIDE);
      ca.blend(db.rearrange(SWAP_4), UPPER_4).intoArray(square, (i + 8) * SIDE);
      ca.rearrange(SWAP_4).blend(db, UPPER_4).intoArray(square, (i + 12) * SIDE);
    }
  }

  /** The step over 4 lanes of a square of 8. */
  private static void exchangeOnce(
      float[] from, int at, int row, int rows, float factor, float[] square) {
    for (int i = 0; i < 4; i++) {
      FloatVector a = load(from, at + i * row, factor, i < rows);
      FloatVector b = load(from, at + (i + 4) * row, factor, i + 4 < rows);
      a.blend(b.rearrange(SWAP_4), UPPER_4).intoArray(square, i * SIDE);
      a.rearrange(SWAP_4).blend(b, UPPER_4).intoArray(square, (i + 4) * SIDE);
    }
  }

  /**
   * Writes {@code columns} rows of {@code width} floats, the transpose of {@code rows} rows of
   * {@code columns} floats times a factor, with zeros for the rows that are missing.
   *
   * @param from has whole vectors in each of its rows
   * @param row floats from one of its rows to the next
   * @param square room for a square
   * @param width a multiple of {@link #SIDE}
   * @param toRow floats from one row written to the next
   */
  public static void all(
      float[] from,
      int at,
      int row,
      int rows,
      int columns,
      float factor,
      float[] square,
      float[] to,
      int toAt,
      int width,
      int toRow) {
    for (int r = 0; r < width; r += SIDE) {
      for (int c = 0; c < columns; c += SIDE) {
        transpose(
            from,
            at + r * row + c,
            row,
            Math.clamp(rows - r, 0, SIDE),
            Math.min(SIDE, columns - c),
            factor,
            square,
            to,
            toAt + c * toRow + r,
            toRow);
      }
    }
  }

  private static FloatVector load(float[] from, int at, float factor, boolean there) {
    return there ? FloatVector.fromArray(FLOATS, from, at).mul(factor) : FloatVector.zero(FLOATS);
  }

  private static VectorShuffle<Float> swap(int distance) {
    return VectorShuffle.fromOp(FLOATS, lane -> (lane ^ distance) % COUNT);
  }

  private static VectorMask<Float> upper(int bit) {
    boolean[] lanes = new boolean[COUNT];
    for (int i = 0; i < COUNT; i++) {
      lanes[i] = (i & bit) != 0;
    }
    return VectorMask.fromArray(FLOATS, lanes, 0);
  }
}
