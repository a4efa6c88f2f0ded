package org.sinopia.tensor.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.Shift;

/**
 * The raw tokens of shifted patch tokenisation, one row of patches (a band) at a time: its pixels
 * are first copied with as much around them as shifts reach, zeros outside the image, so that no
 * pixel asks whether it is inside. Where a token's features lie there is the same for all tokens
 * but for a start, and kept in one table.
 */
final class ShiftedPatches {
  private static final int PLACES = 0;

  private final int channels;
  private final int height;
  private final int width;
  private final int patch;
  private final int copies;

  /** Patches from left to right. */
  final int across;

  /** Patches from top to bottom. */
  private final int down;

  /** Rows of patches in all images: the pieces of work. */
  final int bands;

  final int features;
  private final MemorySegment image;

  /** How far shifts reach. */
  private final int reach;

  private final int bandHeight;
  private final int stride;

  /** In the scratch memory of the thread that made this. */
  private final int[] places;

  ShiftedPatches(Tensor x, int patch, Shift shift) {
    this.image = x.memory();
    this.channels = x.shape().extent(1);
    this.height = x.shape().extent(2);
    this.width = x.shape().extent(3);
    this.patch = patch;
    this.copies = shift.copies();
    this.across = width / patch;
    this.down = height / patch;
    this.bands = x.shape().extent(0) * down;
    this.features = patch * patch * copies * channels;
    int furthest = 0;
    for (int copy = 0; copy < copies; copy++) {
      furthest = Math.max(furthest, Math.abs(shift.dy(copy, patch)));
      furthest = Math.max(furthest, Math.abs(shift.dx(copy, patch)));
    }
    this.reach = furthest;
    this.bandHeight = patch + 2 * reach;
    this.stride = width + 2 * reach;
    this.places = places(shift);
  }

  /** The floats in a packed band. */
  int packedSize() {
    return channels * bandHeight * stride;
  }

  /** The pixels of a band and around it, [C][patch + 2·reach][width + 2·reach]. */
  float[] pack(int band, int slot) {
    float[] packed = Scratch.floats(slot, packedSize());
    Arrays.fill(packed, 0, packedSize(), 0);
    int sample = band / down;
    for (int channel = 0; channel < channels; channel++) {
      for (int r = 0; r < bandHeight; r++) {
        int y = imageRow(band, r);
        if (y >= 0 && y < height) {
          long from = ((long) (sample * channels + channel) * height + y) * width;
          int to = (channel * bandHeight + r) * stride + reach;
          MemorySegment.copy(image, JAVA_FLOAT, from * Float.BYTES, packed, to, width);
        }
      }
    }
    return packed;
  }

  /** The features of the token in a column of a packed band, to an address. */
  void gather(float[] packed, int column, long token) {
    int start = column * patch;
    for (int f = 0; f < features; f++) {
      Lanes.set(packed[start + places[f]], token, f);
    }
  }

  /** Adds a token's features to the pixels that {@link #gather} took them from. */
  void scatter(long token, int column, float[] packed, int packedAt) {
    int start = packedAt + column * patch;
    for (int f = 0; f < features; f++) {
      packed[start + places[f]] += Lanes.get(token, f);
    }
  }

  /**
   * Writes one band of an image, each pixel the sum of what the packed bands of its image hold for
   * it, from the first to the last that reach it.
   */
  void sum(float[] packedBands, int band, MemorySegment to) {
    int sample = band / down;
    int firstBand = Math.max(sample * down, band - 1 - reach / patch);
    int lastBand = Math.min(sample * down + down - 1, band + 1 + reach / patch);
    for (int channel = 0; channel < channels; channel++) {
      for (int y = band % down * patch; y < (band % down + 1) * patch; y++) {
        int at = ((sample * channels + channel) * height + y) * width;
        boolean first = true;
        for (int other = firstBand; other <= lastBand; other++) {
          int r = y - imageRow(other, 0);
          if (r >= 0 && r < bandHeight) {
            int from = other * packedSize() + (channel * bandHeight + r) * stride + reach;
            if (first) {
              MemorySegment.copy(packedBands, from, to, JAVA_FLOAT, (long) at * Float.BYTES, width);
            } else {
              add(packedBands, from, Lanes.at(to, at, width));
            }
            first = false;
          }
        }
      }
    }
  }

  private void add(float[] packed, int from, long row) {
    for (int x = 0; x < width; x++) {
      Lanes.set(Lanes.get(row, x) + packed[from + x], row, x);
    }
  }

  /** The row of the image, if it has it, that is a row of a packed band. */
  private int imageRow(int band, int packedRow) {
    return band % down * patch - reach + packedRow;
  }

  private int[] places(Shift shift) {
    int[] table = Scratch.ints(PLACES, features);
    int f = 0;
    for (int pixel = 0; pixel < patch * patch; pixel++) {
      for (int copy = 0; copy < copies; copy++) {
        int row = pixel / patch + reach + shift.dy(copy, patch);
        int column = pixel % patch + reach + shift.dx(copy, patch);
        for (int channel = 0; channel < channels; channel++) {
          table[f++] = (channel * bandHeight + row) * stride + column;
        }
      }
    }
    return table;
  }
}
