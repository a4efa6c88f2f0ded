package org.sinopia.tensor.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.Shift;

/**
 * The raw tokens of shifted patch tokenisation, one row of patches at a time: its pixels are first
 * copied with as much around them as shifts reach, zeros outside the image, so that no pixel asks
 * whether it is inside.
 */
final class ShiftedPatches {
  final int channels;
  final int height;
  final int width;
  final int patch;
  final int copies;

  /** Patches from left to right. */
  final int across;

  /** Patches from top to bottom. */
  final int down;

  /** Rows of patches in all images: the pieces of work. */
  final int bands;

  final int features;
  final Shift shift;
  private final MemorySegment image;

  /** How far shifts reach. */
  private final int reach;

  private final int bandHeight;
  private final int stride;

  ShiftedPatches(Tensor x, int patch, Shift shift) {
    this.image = x.memory();
    this.channels = x.shape().extent(1);
    this.height = x.shape().extent(2);
    this.width = x.shape().extent(3);
    this.patch = patch;
    this.shift = shift;
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
  }

  /** The pixels of a band and around it, [C][patch + 2·reach][width + 2·reach]. */
  MemorySegment pack(int band, int slot) {
    long size = (long) channels * bandHeight * stride;
    MemorySegment packed = Scratch.bytes(slot, size * Float.BYTES);
    Lanes.part(packed, 0, (int) size).fill((byte) 0);
    int sample = band / down;
    int first = band % down * patch - reach;
    for (int channel = 0; channel < channels; channel++) {
      for (int r = 0; r < bandHeight; r++) {
        int y = first + r;
        if (y >= 0 && y < height) {
          long from = ((long) (sample * channels + channel) * height + y) * width;
          long to = (long) (channel * bandHeight + r) * stride + reach;
          MemorySegment.copy(
              image, JAVA_FLOAT, from * Float.BYTES, packed, JAVA_FLOAT, to * Float.BYTES, width);
        }
      }
    }
    return packed;
  }

  /** The features of the token in a column of a packed band. */
  void gather(MemorySegment packed, int column, MemorySegment token) {
    int step = copies * channels;
    for (int copy = 0; copy < copies; copy++) {
      int dx = column * patch + reach + shift.dx(copy, patch);
      int dy = reach + shift.dy(copy, patch);
      for (int channel = 0; channel < channels; channel++) {
        for (int py = 0; py < patch; py++) {
          int from = (channel * bandHeight + py + dy) * stride + dx;
          int to = py * patch * step + copy * channels + channel;
          for (int px = 0; px < patch; px++) {
            token.setAtIndex(JAVA_FLOAT, to + px * step, packed.getAtIndex(JAVA_FLOAT, from + px));
          }
        }
      }
    }
  }
}
