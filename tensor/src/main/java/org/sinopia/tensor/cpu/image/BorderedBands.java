package org.sinopia.tensor.cpu.image;

import static org.sinopia.tensor.cpu.simd.FloatVectors.COUNT;
import static org.sinopia.tensor.cpu.simd.FloatVectors.all;
import static org.sinopia.tensor.cpu.simd.FloatVectors.get;
import static org.sinopia.tensor.cpu.simd.FloatVectors.load;
import static org.sinopia.tensor.cpu.simd.FloatVectors.set;
import static org.sinopia.tensor.cpu.simd.FloatVectors.store;

import java.lang.foreign.MemorySegment;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.cpu.simd.FloatVectors;
import org.sinopia.tensor.cpu.simd.Scratch;

/**
 * The bands of an image, and their copies [C][BAND + 2][stride] with a row of border above and
 * below, a vector of it on the left, and on the right enough to read whole blocks.
 */
final class BorderedBands {
  /** Rows in a band: enough that the two rows of border cost little. */
  private static final int BAND = 16;

  /** Pixels at a time. */
  static final int BLOCK = 4 * COUNT;

  final int channels;
  final int height;
  final int width;
  final int perImage;
  final int count;
  final int packedRows = BAND + 2;
  final int stride;
  private final MemorySegment image;

  BorderedBands(Tensor x) {
    this.image = x.memory();
    this.channels = x.shape().extent(1);
    this.height = x.shape().extent(2);
    this.width = x.shape().extent(3);
    this.perImage = Math.ceilDiv(height, BAND);
    this.count = x.shape().extent(0) * perImage;
    this.stride = Math.ceilDiv(width, BLOCK) * BLOCK + 2 * COUNT;
  }

  int rows(int band) {
    return Math.min(BAND, height - band % perImage * BAND);
  }

  long bytes(int rows) {
    return (long) rows * stride * Float.BYTES;
  }

  /** Where a band of a channel of such an image starts. */
  int row(int band, int channels, int channel) {
    int plane = band / perImage * channels + channel;
    return (plane * height + band % perImage * BAND) * width;
  }

  /** The first pixel of a channel in a packed band, border left out. */
  long inner(long packed, int channel) {
    return floats(packed, (channel * packedRows + 1) * stride);
  }

  /** The first column after the left border. */
  long pack(int band, int slot) {
    int size = channels * packedRows * stride;
    long packed = FloatVectors.at(Scratch.bytes(slot, (long) size * Float.BYTES), 0, size);
    for (int channel = 0; channel < channels; channel++) {
      int first = row(band, channels, channel) - width;
      for (int r = 0; r < rows(band) + 2; r++) {
        long to = floats(packed, (channel * packedRows + r) * stride);
        int y = band % perImage * BAND - 1 + r;
        boolean inside = y >= 0 && y < height;
        store(all(0), to, 0);
        for (int i = inside ? width / COUNT * COUNT : 0; i < stride - COUNT; i += COUNT) {
          store(all(0), to, COUNT + i);
        }
        if (inside) {
          copy(FloatVectors.at(image, first + r * width, width), floats(to, COUNT), width);
        }
      }
    }
    return floats(packed, COUNT);
  }

  static long floats(long address, int count) {
    return address + (long) count * Float.BYTES;
  }

  /** Rows are short: a call of the library's copy would cost as much as it copies. */
  static void copy(long from, long to, int count) {
    int i = 0;
    for (; i <= count - COUNT; i += COUNT) {
      store(load(from, i), to, i);
    }
    for (; i < count; i++) {
      set(get(from, i), to, i);
    }
  }
}
