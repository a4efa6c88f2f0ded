package org.sinopia.tensor.cpu.image;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.sinopia.tensor.cpu.image.BorderedBands.BLOCK;
import static org.sinopia.tensor.cpu.image.BorderedBands.copy;
import static org.sinopia.tensor.cpu.image.BorderedBands.floats;
import static org.sinopia.tensor.cpu.simd.FloatVectors.COUNT;
import static org.sinopia.tensor.cpu.simd.FloatVectors.all;
import static org.sinopia.tensor.cpu.simd.FloatVectors.get;
import static org.sinopia.tensor.cpu.simd.FloatVectors.load;
import static org.sinopia.tensor.cpu.simd.FloatVectors.store;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.cpu.loops.Workers;
import org.sinopia.tensor.cpu.simd.FloatVectors;
import org.sinopia.tensor.cpu.simd.Scratch;
import org.sinopia.tensor.op.ImageOp;

/**
 * The 3×3 convolution, pixels of a row in lanes, three output channels at a time, so that what is
 * loaded is used three times. A piece of work is a band of rows of one image, which is first copied
 * with a border of zeros, so that no tap asks whether it is inside. Where fewer than three channels
 * are left, the last one is computed again.
 */
final class CpuConvolution {
  static final int TAPS = 9;

  /** Output channels at a time. */
  static final int OUTS = 3;

  private static final int X = 0;
  private static final int SUMS = 1;
  private static final int ROWS = 3;

  private final Workers workers;

  CpuConvolution(Workers workers) {
    this.workers = workers;
  }

  void forward(ImageOp.Conv3x3 op) {
    convolve(op.x(), op.weight().memory(), op.bias().memory(), op.y());
  }

  void backward(ImageOp.Conv3x3Backward op) {
    if (op.gradX() != null) {
      gradX(op);
    }
    ConvolutionWeights.gradient(workers, op);
  }

  /** The convolution of gradY with the weights turned by half a turn, in and out exchanged. */
  private void gradX(ImageOp.Conv3x3Backward op) {
    int out = op.weight().shape().extent(0);
    int in = op.weight().shape().extent(1);
    MemorySegment weight = op.weight().memory();
    MemorySegment turned = Scratch.bytes(SUMS, (long) (out * in * TAPS + in) * Float.BYTES);
    for (int i = 0; i < in; i++) {
      for (int o = 0; o < out; o++) {
        for (int tap = 0; tap < TAPS; tap++) {
          float w = weight.getAtIndex(JAVA_FLOAT, (o * in + i) * TAPS + TAPS - 1 - tap);
          turned.setAtIndex(JAVA_FLOAT, (i * out + o) * TAPS + tap, w);
        }
      }
    }
    MemorySegment noBias = FloatVectors.part(turned, (long) out * in * TAPS, in);
    noBias.fill((byte) 0);
    convolve(op.gradY(), turned, noBias, op.gradX());
  }

  private void convolve(Tensor x, MemorySegment weight, MemorySegment bias, Tensor y) {
    BorderedBands bands = new BorderedBands(x);
    int out = y.shape().extent(1);
    int taps = bands.channels * TAPS;
    long weights = FloatVectors.at(weight, 0, (long) out * taps);
    long biases = FloatVectors.at(bias, 0, out);
    long result = FloatVectors.at(y.memory(), 0, y.elements());
    workers.run(
        bands.count,
        band -> {
          long packed = bands.pack(band, X);
          long rows =
              FloatVectors.at(
                  Scratch.bytes(ROWS, bands.bytes(OUTS)), 0, (long) OUTS * bands.stride);
          for (int o = 0; o < out; o += OUTS) {
            int p = Math.min(o + 1, out - 1);
            int q = Math.min(o + 2, out - 1);
            for (int r = 0; r < bands.rows(band); r++) {
              row(
                  floats(packed, r * bands.stride - 1),
                  bands,
                  floats(weights, o * taps),
                  floats(weights, p * taps),
                  floats(weights, q * taps),
                  get(biases, o),
                  get(biases, p),
                  get(biases, q),
                  rows);
              for (int i = 0; i < Math.min(OUTS, out - o); i++) {
                int to = bands.row(band, out, o + i) + r * bands.width;
                copy(floats(rows, i * bands.stride), floats(result, to), bands.width);
              }
            }
          }
        });
  }

  /** One row of three output channels, whose weights are [in][3][3], to [3][stride]. */
  private static void row(
      long packed,
      BorderedBands bands,
      long weightA,
      long weightB,
      long weightC,
      float biasA,
      float biasB,
      float biasC,
      long rows) {
    int stride = bands.stride;
    for (int c = 0; c < bands.width; c += BLOCK) {
      FloatVector a0 = all(biasA);
      FloatVector a1 = a0;
      FloatVector a2 = a0;
      FloatVector a3 = a0;
      FloatVector b0 = all(biasB);
      FloatVector b1 = b0;
      FloatVector b2 = b0;
      FloatVector b3 = b0;
      FloatVector c0 = all(biasC);
      FloatVector c1 = c0;
      FloatVector c2 = c0;
      FloatVector c3 = c0;
      for (int i = 0; i < bands.channels; i++) {
        for (int u = 0; u < 3; u++) {
          int from = (i * bands.packedRows + u) * stride + c;
          for (int v = 0; v < 3; v++) {
            int tap = (i * 3 + u) * 3 + v;
            FloatVector a = all(get(weightA, tap));
            FloatVector b = all(get(weightB, tap));
            FloatVector w = all(get(weightC, tap));
            FloatVector x = load(packed, from + v);
            a0 = x.fma(a, a0);
            b0 = x.fma(b, b0);
            c0 = x.fma(w, c0);
            x = load(packed, from + v + COUNT);
            a1 = x.fma(a, a1);
            b1 = x.fma(b, b1);
            c1 = x.fma(w, c1);
            x = load(packed, from + v + 2 * COUNT);
            a2 = x.fma(a, a2);
            b2 = x.fma(b, b2);
            c2 = x.fma(w, c2);
            x = load(packed, from + v + 3 * COUNT);
            a3 = x.fma(a, a3);
            b3 = x.fma(b, b3);
            c3 = x.fma(w, c3);
          }
        }
      }
      put(a0, a1, a2, a3, rows, c);
      put(b0, b1, b2, b3, rows, stride + c);
      put(c0, c1, c2, c3, rows, 2 * stride + c);
    }
  }

  private static void put(
      FloatVector a, FloatVector b, FloatVector c, FloatVector d, long to, int at) {
    store(a, to, at);
    store(b, to, at + COUNT);
    store(c, to, at + 2 * COUNT);
    store(d, to, at + 3 * COUNT);
  }
}
