package org.sinopia.tensor.cpu.image;

import static org.sinopia.tensor.cpu.simd.FloatVectors.COUNT;
import static org.sinopia.tensor.cpu.simd.FloatVectors.FLOATS;
import static org.sinopia.tensor.cpu.simd.FloatVectors.load;
import static org.sinopia.tensor.cpu.simd.FloatVectors.store;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.cpu.simd.FloatVectors;
import org.sinopia.tensor.cpu.simd.Scratch;
import org.sinopia.tensor.op.Shift;

/**
 * The raw tokens of shifted patch tokenisation, one row of patches (a band) at a time: its pixels
 * are first copied with as much around them as shifts reach, zeros outside the image, so that no
 * pixel asks whether it is inside, and with four channels of a pixel side by side, so that they are
 * copied to a token at once. Where a token's pixels lie there is the same for all tokens but for a
 * start, and kept in one table.
 */
final class ShiftedPatches {
  private static final int PLACES = 0;

  /** Channels side by side; those beyond the last are copied too, and written over. */
  private static final int FOUR = 4;

  private static final VectorShuffle<Float> FIRST_QUARTER = quarter(0);
  private static final VectorShuffle<Float> SECOND_QUARTER = quarter(1);
  private static final VectorShuffle<Float> THIRD_QUARTER = quarter(2);
  private static final VectorShuffle<Float> LAST_QUARTER = quarter(3);
  private static final VectorMask<Float> SECOND_CHANNEL = channel(1);
  private static final VectorMask<Float> THIRD_CHANNEL = channel(2);
  private static final VectorMask<Float> LAST_CHANNEL = channel(3);

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
    return Math.ceilDiv(channels, FOUR) * bandHeight * stride * FOUR;
  }

  /** Room for tokens, and for elements that {@link #gather} writes after the last. */
  long room(int slot, int tokens, int width) {
    int floats = tokens * width + FOUR;
    return FloatVectors.at(Scratch.bytes(slot, (long) floats * Float.BYTES), 0, floats);
  }

  /**
   * The pixels of a band and around it, [⌈C/4⌉][patch + 2·reach][width + 2·reach][4]; what is
   * written beyond a row's end is written over by the next.
   */
  long pack(int band, int slot) {
    int floats = packedSize() + FOUR * COUNT;
    long packed = FloatVectors.at(Scratch.bytes(slot, (long) floats * Float.BYTES), 0, floats);
    int sample = band / down;
    for (int channel = 0; channel < channels; channel += FOUR) {
      for (int r = 0; r < bandHeight; r++) {
        int y = imageRow(band, r);
        boolean inside = y >= 0 && y < height;
        int to = (channel / FOUR * bandHeight + r) * stride * FOUR;
        zeros(packed, to, (inside ? reach : stride) * FOUR);
        if (inside) {
          int plane = sample * channels + channel;
          int last = Math.min(FOUR, channels - channel) - 1;
          interleave(
              row(plane, y),
              row(plane + Math.min(1, last), y),
              row(plane + Math.min(2, last), y),
              row(plane + last, y),
              packed,
              to + reach * FOUR);
          zeros(packed, to + (reach + width) * FOUR, reach * FOUR);
        }
      }
    }
    return packed;
  }

  private long row(int plane, int y) {
    return FloatVectors.at(image, ((long) plane * height + y) * width, width);
  }

  private static void zeros(long to, int from, int count) {
    for (int i = from; i < from + count; i += COUNT) {
      store(FloatVectors.all(0), to, i);
    }
  }

  private void interleave(long a, long b, long c, long d, long to, int at) {
    int x = 0;
    for (; x <= width - COUNT; x += COUNT) {
      interleave(load(a, x), load(b, x), load(c, x), load(d, x), to, at + x * FOUR);
    }
    if (x < width) {
      VectorMask<Float> rest = FloatVectors.first(width - x);
      interleave(
          load(a, x, rest),
          load(b, x, rest),
          load(c, x, rest),
          load(d, x, rest),
          to,
          at + x * FOUR);
    }
  }

  private static void interleave(
      FloatVector a, FloatVector b, FloatVector c, FloatVector d, long to, int at) {
    store(interleaved(a, b, c, d, FIRST_QUARTER), to, at);
    store(interleaved(a, b, c, d, SECOND_QUARTER), to, at + COUNT);
    store(interleaved(a, b, c, d, THIRD_QUARTER), to, at + 2 * COUNT);
    store(interleaved(a, b, c, d, LAST_QUARTER), to, at + 3 * COUNT);
  }

  private static FloatVector interleaved(
      FloatVector a, FloatVector b, FloatVector c, FloatVector d, VectorShuffle<Float> quarter) {
    return a.rearrange(quarter)
        .blend(b.rearrange(quarter), SECOND_CHANNEL)
        .blend(c.rearrange(quarter), THIRD_CHANNEL)
        .blend(d.rearrange(quarter), LAST_CHANNEL);
  }

  /** The features of the token in a column of a packed band, to an address; spills over its end. */
  void gather(long packed, int column, long token) {
    int[] table = places;
    int pixels = features / channels;
    for (int channel = (channels - 1) / FOUR * FOUR; channel >= 0; channel -= FOUR) {
      long from = packed + (long) start(column, channel) * Float.BYTES;
      long to = token + (long) channel * Float.BYTES;
      long step = (long) channels * Float.BYTES;
      for (int p = 0; p < pixels; p++) {
        FloatVectors.copyFour(from, table[p] & Integer.MAX_VALUE, to + p * step, 0);
      }
    }
  }

  /** Adds a token's features to the pixels that {@link #gather} took them from. */
  void scatter(long token, int column, float[] packed, int packedAt) {
    for (int channel = 0; channel < channels; channel++) {
      int start = packedAt + start(column, channel);
      for (int p = 0; p < features / channels; p++) {
        packed[start + places[p]] += FloatVectors.get(token, p * channels + channel);
      }
    }
  }

  private int start(int column, int channel) {
    return channel / FOUR * bandHeight * stride * FOUR + column * patch * FOUR + channel % FOUR;
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
        FloatVectors.part(to, at, width).fill((byte) 0);
        for (int other = firstBand; other <= lastBand; other++) {
          int r = y - imageRow(other, 0);
          if (r >= 0 && r < bandHeight) {
            int from = other * packedSize() + start(0, channel) + (r * stride + reach) * FOUR;
            add(packedBands, from, FloatVectors.at(to, at, width));
          }
        }
      }
    }
  }

  private void add(float[] packed, int from, long row) {
    for (int x = 0; x < width; x++) {
      FloatVectors.set(FloatVectors.get(row, x) + packed[from + x * FOUR], row, x);
    }
  }

  /** The row of the image, if it has it, that is a row of a packed band. */
  private int imageRow(int band, int packedRow) {
    return band % down * patch - reach + packedRow;
  }

  private int[] places(Shift shift) {
    int[] table = Scratch.ints(PLACES, features / channels);
    int p = 0;
    for (int pixel = 0; pixel < patch * patch; pixel++) {
      for (int copy = 0; copy < copies; copy++) {
        int row = pixel / patch + reach + shift.dy(copy, patch);
        int column = pixel % patch + reach + shift.dx(copy, patch);
        table[p++] = (row * stride + column) * FOUR;
      }
    }
    return table;
  }

  private static VectorShuffle<Float> quarter(int quarter) {
    return VectorShuffle.fromOp(FLOATS, lane -> (quarter * COUNT + lane) / FOUR % COUNT);
  }

  private static VectorMask<Float> channel(int channel) {
    boolean[] lanes = new boolean[COUNT];
    for (int lane = 0; lane < COUNT; lane++) {
      lanes[lane] = lane % FOUR == channel;
    }
    return VectorMask.fromArray(FLOATS, lanes, 0);
  }
}
