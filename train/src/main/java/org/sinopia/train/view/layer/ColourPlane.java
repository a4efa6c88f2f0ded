package org.sinopia.train.view.layer;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.sinopia.xrf.picture.Picture;

/** A picture of 8-bit sRGB colours, outside the heap; pixels may be transparent. Immutable. */
public final class ColourPlane {
  private static final int CHANNELS = 4;

  private final int height;
  private final int width;
  private final MemorySegment bytes;

  private ColourPlane(int height, int width, MemorySegment bytes) {
    this.height = height;
    this.width = width;
    this.bytes = bytes;
  }

  /** The colours of a picture, rounded; see {@link Picture#image}. */
  public static ColourPlane of(Picture picture, Picture.Transparent transparent) {
    int height = picture.height();
    int width = picture.width();
    MemorySegment bytes = Arena.ofAuto().allocate((long) CHANNELS * height * width);
    float[] planes = picture.planes();
    int pixels = height * width;
    for (int p = 0; p < pixels; p++) {
      long at = (long) CHANNELS * p;
      for (int c = 0; c < 3; c++) {
        float component = Math.clamp(planes[c * pixels + p], 0f, 1f);
        bytes.set(ValueLayout.JAVA_BYTE, at + c, (byte) Math.round(255 * component));
      }
      boolean empty = transparent.at(p / width, p % width);
      bytes.set(ValueLayout.JAVA_BYTE, at + 3, (byte) (empty ? 0 : 255));
    }
    return new ColourPlane(height, width, bytes);
  }

  public int height() {
    return height;
  }

  public int width() {
    return width;
  }

  /** A piece of it: red, green, blue, opacity; see {@link Plane#piece}. */
  public Plane.Piece piece(int level, int row, int column) {
    int top = row * Plane.TILE;
    int left = column * Plane.TILE;
    int h = Math.min(Plane.TILE, Plane.scaled(height, level) - top);
    int w = Math.min(Plane.TILE, Plane.scaled(width, level) - left);
    if (h <= 0 || w <= 0) {
      return new Plane.Piece(0, 0, MemorySegment.NULL);
    }
    byte[] pixels = new byte[CHANNELS * h * w];
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        mean(top + y, left + x, level, pixels, CHANNELS * (y * w + x));
      }
    }
    return new Plane.Piece(h, w, MemorySegment.ofArray(pixels));
  }

  private void mean(int y, int x, int level, byte[] into, int at) {
    long red = 0;
    long green = 0;
    long blue = 0;
    int seen = 0;
    int all = 0;
    int bottom = Math.min(height, (y + 1) << level);
    int right = Math.min(width, (x + 1) << level);
    for (int r = y << level; r < bottom; r++) {
      for (int c = x << level; c < right; c++) {
        long from = (long) CHANNELS * ((long) r * width + c);
        all++;
        if (component(from + 3) != 0) {
          red += component(from);
          green += component(from + 1);
          blue += component(from + 2);
          seen++;
        }
      }
    }
    int n = Math.max(1, seen);
    into[at] = (byte) ((red + n / 2) / n);
    into[at + 1] = (byte) ((green + n / 2) / n);
    into[at + 2] = (byte) ((blue + n / 2) / n);
    into[at + 3] = (byte) (255L * seen / all);
  }

  private int component(long at) {
    return bytes.get(ValueLayout.JAVA_BYTE, at) & 0xFF;
  }
}
