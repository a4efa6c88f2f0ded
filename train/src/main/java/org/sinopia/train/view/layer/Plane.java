package org.sinopia.train.view.layer;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.sinopia.xrf.cube.Tile;

/**
 * A number for each pixel of a picture, outside the heap; NaN where there is none. It may be read
 * while it is written; a reader then sees some pixels old and some new.
 */
public final class Plane {
  /** Pixels along a side of the pieces in which a plane is shown. */
  public static final int TILE = 256;

  /** Values that percentiles are taken of, at most. */
  private static final int SAMPLE = 1 << 18;

  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

  private final int height;
  private final int width;
  private final MemorySegment values;

  /** A plane of NaN that lives as long as it is reachable. */
  public Plane(int height, int width) {
    this.height = height;
    this.width = width;
    this.values = Arena.ofAuto().allocate((long) height * width * Float.BYTES, Float.BYTES);
    for (long i = 0; i < (long) height * width; i++) {
      values.setAtIndex(FLOAT, i, Float.NaN);
    }
  }

  /** A plane of given values, ordered (row, column). */
  public static Plane of(int height, int width, float[] values) {
    Plane plane = new Plane(height, width);
    MemorySegment.copy(values, 0, plane.values, FLOAT, 0, height * width);
    return plane;
  }

  public int height() {
    return height;
  }

  public int width() {
    return width;
  }

  public float get(int row, int column) {
    return values.getAtIndex(FLOAT, (long) row * width + column);
  }

  public float get(long pixel) {
    return values.getAtIndex(FLOAT, pixel);
  }

  public void set(int row, int column, float value) {
    values.setAtIndex(FLOAT, (long) row * width + column, value);
  }

  /** Stores the pixels of a tile, ordered (row, column) from {@code from} on. */
  public void put(Tile tile, float[] pixels, int from) {
    for (int r = 0; r < tile.height(); r++) {
      long at = ((long) (tile.row() + r) * width + tile.column()) * Float.BYTES;
      MemorySegment.copy(pixels, from + r * tile.width(), values, FLOAT, at, tile.width());
    }
  }

  /** The largest level: one piece shows the whole plane. */
  public int levels() {
    int level = 0;
    while (((Math.max(height, width) - 1) >> level) >= TILE) {
      level++;
    }
    return level;
  }

  /** Height of the plane at a level, where 2^level pixels make one. */
  public static int scaled(int extent, int level) {
    return (int) ((extent + (1L << level) - 1) >> level);
  }

  /**
   * A piece of the plane: means of the numbers among 2^level × 2^level pixels, NaN where there are
   * none.
   *
   * @param level 0 to {@link #levels()}
   * @param row of pieces
   * @param column of pieces
   * @return {@link Piece}; empty pixels if the piece lies outside
   */
  public Piece piece(int level, int row, int column) {
    return piece(level, row, column, false);
  }

  /**
   * A piece as {@link #piece(int, int, int)} has it.
   *
   * @param nearest whether one of the pixels is taken rather than their mean: for labels
   */
  public Piece piece(int level, int row, int column, boolean nearest) {
    int top = row * TILE;
    int left = column * TILE;
    int h = Math.min(TILE, scaled(height, level) - top);
    int w = Math.min(TILE, scaled(width, level) - left);
    if (h <= 0 || w <= 0) {
      return new Piece(0, 0, MemorySegment.NULL);
    }
    float[] pixels = new float[h * w];
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        pixels[y * w + x] =
            nearest ? get((top + y) << level, (left + x) << level) : mean(top + y, left + x, level);
      }
    }
    return new Piece(h, w, MemorySegment.ofArray(pixels));
  }

  /**
   * A piece of a picture as bytes.
   *
   * @param height rows
   * @param width pixels of a row
   * @param bytes of the pixels, ordered (row, column)
   */
  public record Piece(int height, int width, MemorySegment bytes) {}

  private float mean(int y, int x, int level) {
    if (level == 0) {
      return get(y, x);
    }
    double sum = 0;
    int count = 0;
    int bottom = Math.min(height, (y + 1) << level);
    int right = Math.min(width, (x + 1) << level);
    for (int r = y << level; r < bottom; r++) {
      for (int c = x << level; c < right; c++) {
        float value = get(r, c);
        if (!Float.isNaN(value)) {
          sum += value;
          count++;
        }
      }
    }
    return count == 0 ? Float.NaN : (float) (sum / count);
  }

  /**
   * Percentiles of the numbers, those of an even sample where there are very many.
   *
   * @param steps how many equal steps from the least to the largest
   * @return steps + 1 values, rising; none if there is no number
   */
  public float[] percentiles(int steps) {
    long pixels = (long) height * width;
    long stride = Math.max(1, pixels / SAMPLE);
    float[] sample = new float[(int) Math.ceilDiv(pixels, stride)];
    int known = 0;
    for (long p = 0; p < pixels; p += stride) {
      float value = get(p);
      if (!Float.isNaN(value)) {
        sample[known++] = value;
      }
    }
    if (known == 0) {
      return new float[0];
    }
    Arrays.sort(sample, 0, known);
    float[] percentiles = new float[steps + 1];
    for (int i = 0; i <= steps; i++) {
      percentiles[i] = sample[(int) Math.round((double) i / steps * (known - 1))];
    }
    return percentiles;
  }

  /** All values, ordered (row, column). */
  public float[] toArray() {
    return values.toArray(FLOAT);
  }
}
