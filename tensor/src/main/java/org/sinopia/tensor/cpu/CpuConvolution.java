package org.sinopia.tensor.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.sinopia.tensor.cpu.Lanes.COUNT;
import static org.sinopia.tensor.cpu.Lanes.all;
import static org.sinopia.tensor.cpu.Lanes.load;
import static org.sinopia.tensor.cpu.Lanes.store;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.ImageOp;

/**
 * The 3×3 convolution, pixels of a row in lanes. A piece of work is a band of rows of one image,
 * which is first copied with a border of zeros, so that no tap asks whether it is inside.
 */
final class CpuConvolution {
  /** Rows in a band: enough that the two rows of border cost little. */
  private static final int BAND = 16;

  private static final int TAPS = 9;

  private final Workers workers;

  CpuConvolution(Workers workers) {
    this.workers = workers;
  }

  void forward(ImageOp.Conv3x3 op) {
    MemorySegment bias = op.bias().memory();
    convolve(op.x(), op.weight().memory(), bias, op.y());
  }

  void backward(ImageOp.Conv3x3Backward op) {
    if (op.gradX() != null) {
      gradX(op);
    }
    gradWeight(op);
  }

  /** The convolution of gradY with the weights turned by half a turn, in and out exchanged. */
  private void gradX(ImageOp.Conv3x3Backward op) {
    int out = op.weight().shape().extent(0);
    int in = op.weight().shape().extent(1);
    MemorySegment weight = op.weight().memory();
    MemorySegment turned = Scratch.bytes(1, (long) (out * in * TAPS + in) * Float.BYTES);
    for (int i = 0; i < in; i++) {
      for (int o = 0; o < out; o++) {
        for (int tap = 0; tap < TAPS; tap++) {
          float w = weight.getAtIndex(JAVA_FLOAT, (o * in + i) * TAPS + TAPS - 1 - tap);
          turned.setAtIndex(JAVA_FLOAT, (i * out + o) * TAPS + tap, w);
        }
      }
    }
    MemorySegment noBias = Lanes.part(turned, (long) out * in * TAPS, in);
    noBias.fill((byte) 0);
    convolve(op.gradY(), turned, noBias, op.gradX());
  }

  private void convolve(Tensor x, MemorySegment weight, MemorySegment bias, Tensor y) {
    Bands bands = new Bands(x);
    int out = y.shape().extent(1);
    MemorySegment result = y.memory();
    workers.run(
        bands.count,
        band -> {
          MemorySegment packed = bands.pack(band, 0);
          int sample = band / bands.perImage;
          int first = band % bands.perImage * BAND;
          for (int o = 0; o < out; o++) {
            float start = bias.getAtIndex(JAVA_FLOAT, o);
            for (int r = 0; r < bands.rows(band); r++) {
              int to = ((sample * out + o) * bands.height + first + r) * bands.width;
              row(bands, packed, r, weight, o * bands.channels * TAPS, start, result, to);
            }
          }
        });
  }

  /** One row of one output channel, four vectors of pixels at a time. */
  private static void row(
      Bands bands,
      MemorySegment packed,
      int row,
      MemorySegment weight,
      int taps,
      float bias,
      MemorySegment y,
      int to) {
    for (int c = 0; c < bands.width; c += 4 * COUNT) {
      FloatVector s0 = all(bias);
      FloatVector s1 = s0;
      FloatVector s2 = s0;
      FloatVector s3 = s0;
      for (int i = 0; i < bands.channels; i++) {
        for (int u = 0; u < 3; u++) {
          int from = (i * bands.packedRows + row + u) * bands.stride + c;
          for (int v = 0; v < 3; v++) {
            FloatVector w = all(weight.getAtIndex(JAVA_FLOAT, taps + (i * 3 + u) * 3 + v));
            s0 = load(packed, from + v).fma(w, s0);
            s1 = load(packed, from + v + COUNT).fma(w, s1);
            s2 = load(packed, from + v + 2 * COUNT).fma(w, s2);
            s3 = load(packed, from + v + 3 * COUNT).fma(w, s3);
          }
        }
      }
      int left = bands.width - c;
      put(s0, y, to + c, left);
      put(s1, y, to + c + COUNT, left - COUNT);
      put(s2, y, to + c + 2 * COUNT, left - 2 * COUNT);
      put(s3, y, to + c + 3 * COUNT, left - 3 * COUNT);
    }
  }

  private static void put(FloatVector sum, MemorySegment y, int at, int left) {
    if (left >= COUNT) {
      store(sum, y, at);
    } else if (left > 0) {
      store(sum, y, at, Lanes.first(left));
    }
  }

  /** Each band has sums of its own, which are then added in the order of the bands. */
  private void gradWeight(ImageOp.Conv3x3Backward op) {
    Bands x = new Bands(op.x());
    Bands gradY = new Bands(op.gradY());
    int out = gradY.channels;
    int weights = out * x.channels * TAPS;
    int sums = weights + out;
    MemorySegment partial = Scratch.bytes(1, (long) x.count * sums * Float.BYTES);
    workers.run(
        x.count,
        band -> {
          MemorySegment image = x.pack(band, 0);
          MemorySegment grad = gradY.pack(band, 2);
          int at = band * sums;
          for (int o = 0; o < out; o++) {
            for (int i = 0; i < x.channels; i++) {
              taps(x, image, i, grad, o, x.rows(band), partial, at + (o * x.channels + i) * TAPS);
            }
            partial.setAtIndex(JAVA_FLOAT, at + weights + o, sum(gradY, grad, o, x.rows(band)));
          }
        });
    for (int w = 0; w < sums; w++) {
      double sum = 0;
      for (int band = 0; band < x.count; band++) {
        sum += partial.getAtIndex(JAVA_FLOAT, band * sums + w);
      }
      if (w < weights) {
        op.gradWeight().memory().setAtIndex(JAVA_FLOAT, w, (float) sum);
      } else {
        op.gradBias().memory().setAtIndex(JAVA_FLOAT, w - weights, (float) sum);
      }
    }
  }

  /** All nine taps between one channel of the image and one of the gradient. */
  private static void taps(
      Bands bands,
      MemorySegment image,
      int in,
      MemorySegment grad,
      int out,
      int rows,
      MemorySegment sums,
      int to) {
    FloatVector s0 = all(0);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    FloatVector s4 = s0;
    FloatVector s5 = s0;
    FloatVector s6 = s0;
    FloatVector s7 = s0;
    FloatVector s8 = s0;
    int stride = bands.stride;
    for (int r = 0; r < rows; r++) {
      int from = (in * bands.packedRows + r) * stride;
      int g = (out * bands.packedRows + r + 1) * stride + 1;
      for (int c = 0; c < bands.width; c += COUNT) {
        FloatVector dy = load(grad, g + c);
        s0 = load(image, from + c).fma(dy, s0);
        s1 = load(image, from + c + 1).fma(dy, s1);
        s2 = load(image, from + c + 2).fma(dy, s2);
        s3 = load(image, from + c + stride).fma(dy, s3);
        s4 = load(image, from + c + stride + 1).fma(dy, s4);
        s5 = load(image, from + c + stride + 2).fma(dy, s5);
        s6 = load(image, from + c + 2 * stride).fma(dy, s6);
        s7 = load(image, from + c + 2 * stride + 1).fma(dy, s7);
        s8 = load(image, from + c + 2 * stride + 2).fma(dy, s8);
      }
    }
    sums.setAtIndex(JAVA_FLOAT, to, Lanes.sum(s0));
    sums.setAtIndex(JAVA_FLOAT, to + 1, Lanes.sum(s1));
    sums.setAtIndex(JAVA_FLOAT, to + 2, Lanes.sum(s2));
    sums.setAtIndex(JAVA_FLOAT, to + 3, Lanes.sum(s3));
    sums.setAtIndex(JAVA_FLOAT, to + 4, Lanes.sum(s4));
    sums.setAtIndex(JAVA_FLOAT, to + 5, Lanes.sum(s5));
    sums.setAtIndex(JAVA_FLOAT, to + 6, Lanes.sum(s6));
    sums.setAtIndex(JAVA_FLOAT, to + 7, Lanes.sum(s7));
    sums.setAtIndex(JAVA_FLOAT, to + 8, Lanes.sum(s8));
  }

  private static float sum(Bands bands, MemorySegment grad, int channel, int rows) {
    FloatVector sum = all(0);
    for (int r = 1; r <= rows; r++) {
      int from = (channel * bands.packedRows + r) * bands.stride + 1;
      for (int c = 0; c < bands.width; c += COUNT) {
        sum = sum.add(load(grad, from + c));
      }
    }
    return Lanes.sum(sum);
  }

  /**
   * The bands of an image, and their copies [C][BAND + 2][stride] with a row of border above and
   * below, one column of it on the left, and on the right enough to read four whole vectors.
   */
  private static final class Bands {
    final int channels;
    final int height;
    final int width;
    final int perImage;
    final int count;
    final int packedRows = BAND + 2;
    final int stride;
    private final MemorySegment image;

    Bands(Tensor x) {
      this.image = x.memory();
      this.channels = x.shape().extent(1);
      this.height = x.shape().extent(2);
      this.width = x.shape().extent(3);
      this.perImage = (height + BAND - 1) / BAND;
      this.count = x.shape().extent(0) * perImage;
      int block = 4 * COUNT;
      this.stride = (width + block - 1) / block * block + COUNT;
    }

    int rows(int band) {
      return Math.min(BAND, height - band % perImage * BAND);
    }

    MemorySegment pack(int band, int slot) {
      MemorySegment packed =
          Scratch.bytes(slot, (long) channels * packedRows * stride * Float.BYTES);
      int sample = band / perImage;
      int first = band % perImage * BAND - 1;
      for (int channel = 0; channel < channels; channel++) {
        for (int r = 0; r < rows(band) + 2; r++) {
          int at = (channel * packedRows + r) * stride;
          Lanes.part(packed, at, stride).fill((byte) 0);
          int y = first + r;
          if (y >= 0 && y < height) {
            long from = ((long) (sample * channels + channel) * height + y) * width;
            MemorySegment.copy(
                image,
                JAVA_FLOAT,
                from * Float.BYTES,
                packed,
                JAVA_FLOAT,
                (at + 1L) * Float.BYTES,
                width);
          }
        }
      }
      return packed;
    }
  }
}
