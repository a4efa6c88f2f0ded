package org.sinopia.tensor.cpu.image;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static org.sinopia.tensor.cpu.image.Similarity.SLOPES;
import static org.sinopia.tensor.cpu.image.WindowStatistics.HALO;
import static org.sinopia.tensor.cpu.image.WindowStatistics.TAPS;
import static org.sinopia.tensor.cpu.image.WindowStatistics.blocks;
import static org.sinopia.tensor.cpu.simd.FloatVectors.COUNT;
import static org.sinopia.tensor.cpu.simd.FloatVectors.FLOATS;
import static org.sinopia.tensor.cpu.simd.FloatVectors.ORDER;
import static org.sinopia.tensor.cpu.simd.FloatVectors.all;
import static org.sinopia.tensor.cpu.simd.FloatVectors.load;
import static org.sinopia.tensor.cpu.simd.FloatVectors.store;
import static org.sinopia.tensor.op.GaussianWindow.RADIUS;
import static org.sinopia.tensor.op.GaussianWindow.reflectedWeight;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import org.sinopia.tensor.cpu.simd.FloatVectors;

/**
 * The sum of a {@link Similarity} over one plane and its gradient, one row after the other.
 *
 * <p>Each row of the gradient gathers the slopes p, q, r of the eleven rows of windows that reach
 * it, first down the column, then along the row: p + q·a + r·d with each filtered by the transpose
 * of the window. Down the column, reflection changes the weights near the border; along the row,
 * what falls beyond the border is added to the pixel that it is the reflection of. Like the
 * statistics, slopes live in a ring of eleven rows.
 *
 * <p>One thread, one band of one plane; takes its memory from the thread's scratch.
 */
final class SimilarityGradient {
  private static final float[] WEIGHTS = WindowStatistics.weights(0);

  private final Similarity similarity;
  private final MemorySegment a;
  private final MemorySegment b;
  private final int start;
  private final int height;
  private final int width;
  private final MemorySegment scratch;
  private final WindowStatistics statistics;
  private final int ring;
  private final int columns;
  private final int rowA;
  private final int rowD;
  private final int gradient;
  private final int[] taps = new int[TAPS];
  private final float[] weights = new float[TAPS];

  /**
   * Begins above the first row that will be asked for.
   *
   * @param scratch at least {@link #floats} floats
   */
  SimilarityGradient(Similarity similarity, PlanePair pair, int plane, MemorySegment scratch) {
    this.similarity = similarity;
    this.a = pair.a();
    this.b = pair.b();
    this.start = pair.start(plane);
    this.height = pair.height();
    this.width = pair.width();
    this.scratch = scratch;
    this.statistics = new WindowStatistics(pair, plane, scratch);
    this.ring = WindowStatistics.floats(width);
    this.columns = ring + TAPS * blocks(width) * SLOPES;
    this.rowA = columns + 3 * column(width) + HALO;
    this.rowD = rowA + column(width);
    this.gradient = rowD + column(width);
  }

  /** The scratch that it needs. */
  static int floats(int width) {
    return WindowStatistics.floats(width)
        + TAPS * blocks(width) * SLOPES
        + 6 * column(width)
        + HALO;
  }

  /** A row from two borders before its first pixel to two after its last. */
  private static int column(int width) {
    return blocks(width) * COUNT + 4 * HALO;
  }

  /**
   * Writes scale·∂sum/∂a for the rows of a band, where the sum runs over the whole plane.
   *
   * @return the sum over the rows of the band
   */
  double band(int from, int to, float scale, MemorySegment gradA) {
    FloatVectors.part(scratch, columns, 3 * column(width)).fill((byte) 0);
    int middle = start + (from + to) / 2 * width + width / 2;
    float originA = finite(a.getAtIndex(JAVA_FLOAT, middle));
    float originD = finite(b.getAtIndex(JAVA_FLOAT, middle) - originA);
    int margin = similarity.margin();
    int window = Math.max(margin, from - RADIUS);
    double sum = 0;
    for (int row = from; row < to; row++) {
      for (; window < Math.min(height - margin, row + RADIUS + 1); window++) {
        int at = statistics.row(window);
        if (window >= from && window < to) {
          sum += similarity.sum(scratch, at, width);
        }
        similarity.slopes(scratch, at, width, originA, originD, slot(window));
      }
      downColumn(scratch, taps, weights, reach(row), blocks(width), columns, column(width));
      statistics.pad(row, rowA, rowD);
      alongRow(originA, originD, scale);
      fold();
      MemorySegment.copy(
          scratch,
          gradient * JAVA_FLOAT.byteSize(),
          gradA,
          (start + row * width) * JAVA_FLOAT.byteSize(),
          width * JAVA_FLOAT.byteSize());
    }
    return sum;
  }

  private static float finite(float value) {
    return Float.isFinite(value) ? value : 0;
  }

  private int slot(int row) {
    return ring + row % TAPS * blocks(width) * SLOPES;
  }

  /** Finds the rows of windows that reach a row, and with what weight; returns how many. */
  private int reach(int row) {
    int margin = similarity.margin();
    int first = Math.max(margin, row - RADIUS);
    int last = Math.min(height - 1 - margin, row + RADIUS);
    for (int window = first; window <= last; window++) {
      taps[window - first] = slot(window);
      weights[window - first] = (float) reflectedWeight(window, row, height);
    }
    return last - first + 1;
  }

  private static void downColumn(
      MemorySegment memory,
      int[] taps,
      float[] weights,
      int count,
      int blocks,
      int columns,
      int column) {
    for (int block = 0; block < blocks; block++) {
      FloatVector p = all(0);
      FloatVector q = all(0);
      FloatVector r = all(0);
      for (int k = 0; k < count; k++) {
        int at = taps[k] + block * SLOPES;
        FloatVector w = all(weights[k]);
        p = load(memory, at).fma(w, p);
        q = load(memory, at + COUNT).fma(w, q);
        r = load(memory, at + 2 * COUNT).fma(w, r);
      }
      int to = columns + 2 * HALO + block * COUNT;
      store(p, memory, to);
      store(q, memory, to + column);
      store(r, memory, to + 2 * column);
    }
  }

  private void alongRow(float originA, float originD, float scale) {
    long toQ = 4L * column(width);
    for (int x = -HALO; x < width + RADIUS; x += COUNT) {
      long at = 4L * (columns + 2 * HALO + x);
      FloatVector w = all(WEIGHTS[0]);
      FloatVector p = fromMemorySegment(FLOATS, scratch, at, ORDER).mul(w);
      FloatVector q = fromMemorySegment(FLOATS, scratch, at + toQ, ORDER).mul(w);
      FloatVector r = fromMemorySegment(FLOATS, scratch, at + 2 * toQ, ORDER).mul(w);
      for (int k = 1; k <= RADIUS; k++) {
        long left = at - 4L * k;
        long right = at + 4L * k;
        w = all(WEIGHTS[k]);
        p =
            fromMemorySegment(FLOATS, scratch, left, ORDER)
                .add(fromMemorySegment(FLOATS, scratch, right, ORDER))
                .fma(w, p);
        q =
            fromMemorySegment(FLOATS, scratch, left + toQ, ORDER)
                .add(fromMemorySegment(FLOATS, scratch, right + toQ, ORDER))
                .fma(w, q);
        r =
            fromMemorySegment(FLOATS, scratch, left + 2 * toQ, ORDER)
                .add(fromMemorySegment(FLOATS, scratch, right + 2 * toQ, ORDER))
                .fma(w, r);
      }
      FloatVector pixelA = fromMemorySegment(FLOATS, scratch, 4L * (rowA + x), ORDER).sub(originA);
      FloatVector pixelD = fromMemorySegment(FLOATS, scratch, 4L * (rowD + x), ORDER).sub(originD);
      pixelA
          .fma(q, pixelD.fma(r, p))
          .mul(scale)
          .intoMemorySegment(scratch, 4L * (gradient + x), ORDER);
    }
  }

  /** Adds what lies beyond the border to the pixels that are reflected there. */
  private void fold() {
    for (int i = 1; i <= RADIUS; i++) {
      fold(gradient - i, gradient + i);
      fold(gradient + width - 1 + i, gradient + width - 1 - i);
    }
  }

  private void fold(int from, int to) {
    scratch.setAtIndex(
        JAVA_FLOAT, to, scratch.getAtIndex(JAVA_FLOAT, to) + scratch.getAtIndex(JAVA_FLOAT, from));
  }
}
