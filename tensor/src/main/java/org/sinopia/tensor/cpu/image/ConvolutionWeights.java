package org.sinopia.tensor.cpu.image;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.sinopia.tensor.cpu.image.BorderedBands.floats;
import static org.sinopia.tensor.cpu.image.CpuConvolution.OUTS;
import static org.sinopia.tensor.cpu.image.CpuConvolution.TAPS;
import static org.sinopia.tensor.cpu.simd.FloatVectors.COUNT;
import static org.sinopia.tensor.cpu.simd.FloatVectors.LOGICAL;
import static org.sinopia.tensor.cpu.simd.FloatVectors.all;
import static org.sinopia.tensor.cpu.simd.FloatVectors.load;
import static org.sinopia.tensor.cpu.simd.FloatVectors.set;
import static org.sinopia.tensor.cpu.simd.FloatVectors.store;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import org.sinopia.tensor.cpu.loops.Workers;
import org.sinopia.tensor.cpu.simd.FloatVectors;
import org.sinopia.tensor.cpu.simd.Scratch;
import org.sinopia.tensor.op.ImageOp;

/**
 * The gradients of the weights and the bias of a 3×3 convolution: each band has its own sums, which
 * are then added in the order of the bands.
 */
final class ConvolutionWeights {
  private static final int X = 0;
  private static final int SUMS = 1;
  private static final int GRAD_Y = 2;
  private static final int ROWS = 3;

  private ConvolutionWeights() {}

  /** Writes the gradients of weights and bias. */
  static void gradient(Workers workers, ImageOp.Conv3x3Backward op) {
    BorderedBands x = new BorderedBands(op.x());
    BorderedBands gradY = new BorderedBands(op.gradY());
    int in = x.channels;
    int out = gradY.channels;
    int weights = out * in * TAPS;
    int sums = weights + out;
    MemorySegment partials = Scratch.bytes(SUMS, (long) x.count * sums * Float.BYTES);
    workers.run(
        x.count,
        band -> {
          long image = x.pack(band, X);
          long grad = gradY.pack(band, GRAD_Y);
          long partial = FloatVectors.at(partials, (long) band * sums, sums);
          int size = TAPS * LOGICAL;
          long vectors = FloatVectors.at(Scratch.bytes(ROWS, (long) size * Float.BYTES), 0, size);
          for (int o = 0; o < out; o += OUTS) {
            int p = Math.min(o + 1, out - 1);
            int q = Math.min(o + 2, out - 1);
            long a = gradY.inner(grad, o);
            long b = gradY.inner(grad, p);
            long c = gradY.inner(grad, q);
            for (int row = 0; row < in * 3; row++) {
              int from = (row / 3 * x.packedRows + row % 3) * x.stride - 1;
              for (int lane = 0; lane < LOGICAL; lane += COUNT) {
                taps(
                    x,
                    floats(image, from + lane),
                    floats(a, lane),
                    floats(b, lane),
                    floats(c, lane),
                    x.rows(band),
                    x.width - lane,
                    floats(vectors, lane));
              }
              for (int v = 0; v < 3; v++) {
                set(FloatVectors.sum(vectors, v * LOGICAL), partial, (o * in * 3 + row) * 3 + v);
                set(
                    FloatVectors.sum(vectors, (3 + v) * LOGICAL),
                    partial,
                    (p * in * 3 + row) * 3 + v);
                set(
                    FloatVectors.sum(vectors, (6 + v) * LOGICAL),
                    partial,
                    (q * in * 3 + row) * 3 + v);
              }
            }
            set(sum(gradY, a, x.rows(band)), partial, weights + o);
            set(sum(gradY, b, x.rows(band)), partial, weights + p);
            set(sum(gradY, c, x.rows(band)), partial, weights + q);
          }
        });
    for (int w = 0; w < sums; w++) {
      double sum = 0;
      for (int band = 0; band < x.count; band++) {
        sum += partials.getAtIndex(JAVA_FLOAT, band * sums + w);
      }
      if (w < weights) {
        op.gradWeight().memory().setAtIndex(JAVA_FLOAT, w, (float) sum);
      } else {
        op.gradBias().memory().setAtIndex(JAVA_FLOAT, w - weights, (float) sum);
      }
    }
  }

  /**
   * The three taps of a row of weights between a channel of the image and three gradients. Takes
   * every {@link FloatVectors#LOGICAL}th column, and those beside it in a vector.
   */
  private static void taps(
      BorderedBands bands,
      long image,
      long gradA,
      long gradB,
      long gradC,
      int rows,
      int columns,
      long sums) {
    FloatVector a0 = all(0);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector b0 = a0;
    FloatVector b1 = a0;
    FloatVector b2 = a0;
    FloatVector c0 = a0;
    FloatVector c1 = a0;
    FloatVector c2 = a0;
    for (int r = 0; r < rows; r++) {
      long x0 = floats(image, r * bands.stride);
      long dyA = floats(gradA, r * bands.stride);
      long dyB = floats(gradB, r * bands.stride);
      long dyC = floats(gradC, r * bands.stride);
      for (int i = 0; i < columns; i += LOGICAL) {
        FloatVector a = load(dyA, i);
        FloatVector b = load(dyB, i);
        FloatVector c = load(dyC, i);
        FloatVector x = load(x0, i);
        a0 = x.fma(a, a0);
        b0 = x.fma(b, b0);
        c0 = x.fma(c, c0);
        x = load(x0, i + 1);
        a1 = x.fma(a, a1);
        b1 = x.fma(b, b1);
        c1 = x.fma(c, c1);
        x = load(x0, i + 2);
        a2 = x.fma(a, a2);
        b2 = x.fma(b, b2);
        c2 = x.fma(c, c2);
      }
    }
    put(a0, a1, a2, sums);
    put(b0, b1, b2, floats(sums, 3 * LOGICAL));
    put(c0, c1, c2, floats(sums, 6 * LOGICAL));
  }

  private static void put(FloatVector a, FloatVector b, FloatVector c, long to) {
    store(a, to, 0);
    store(b, to, LOGICAL);
    store(c, to, 2 * LOGICAL);
  }

  private static float sum(BorderedBands bands, long grad, int rows) {
    long lanes = Scratch.lanes();
    FloatVector sum = all(0);
    for (int lane = 0; lane < LOGICAL; lane += COUNT) {
      sum = all(0);
      for (int r = 0; r < rows; r++) {
        for (int c = lane; c < bands.width; c += LOGICAL) {
          sum = sum.add(load(grad, r * bands.stride + c));
        }
      }
      FloatVectors.keep(sum, lanes, lane);
    }
    return FloatVectors.sum(sum, lanes, 0);
  }
}
