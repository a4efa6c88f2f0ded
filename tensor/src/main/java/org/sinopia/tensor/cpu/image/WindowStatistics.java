package org.sinopia.tensor.cpu.image;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static org.sinopia.tensor.cpu.simd.FloatVectors.COUNT;
import static org.sinopia.tensor.cpu.simd.FloatVectors.FLOATS;
import static org.sinopia.tensor.cpu.simd.FloatVectors.ORDER;
import static org.sinopia.tensor.cpu.simd.FloatVectors.all;
import static org.sinopia.tensor.cpu.simd.FloatVectors.load;
import static org.sinopia.tensor.cpu.simd.FloatVectors.store;
import static org.sinopia.tensor.op.GaussianWindow.RADIUS;
import static org.sinopia.tensor.op.GaussianWindow.reflect;
import static org.sinopia.tensor.op.GaussianWindow.weight;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import org.sinopia.tensor.cpu.simd.FloatVectors;

/**
 * Means, variances and covariance of a plane a and of its difference d = b − a to another, under
 * the Gaussian window, one row after the other.
 *
 * <p>Separable: first the five statistics within the row of each pixel, then those of rows put
 * together down the column, where variances add up as variance = mean of the rows' variances +
 * variance of the rows' means.
 *
 * <p>Made for float32. Deviations are taken from the value at the centre of the window, not from 0:
 * the textbook's E[a²] − μ² would lose all digits where the image is nearly flat, while E[(a−c)²] −
 * E[a−c]² loses hardly any, as the centre's own weight w₀ bounds it: E[(a−c)²] ≤ variance/w₀, about
 * 4 times. And b enters through d because where the images are alike, similarity and its gradient
 * hang on their difference.
 *
 * <p>The window slides down over a ring of eleven rows, so what is worked on stays in the first or
 * second cache; no moment is ever stored for a whole plane. Statistics lie in blocks: a vector of
 * each for the same pixels, then the next pixels, so that in the loop over taps all addresses are
 * one base plus constants.
 *
 * <p>One thread, one band of one plane; takes its memory from the thread's scratch.
 */
final class WindowStatistics {
  /** Floats in a block: the vectors mean a, mean d, variance a, variance d, covariance. */
  static final int BLOCK = 5 * COUNT;

  /**
   * Floats in a block of a filtered row: the pixels of a and d, how far the means of their row
   * windows are from them, variance a, variance d, covariance. The mean itself would be rounded
   * more coarsely than the deviations of a nearly flat image.
   */
  private static final int ROW_BLOCK = 7 * COUNT;

  /** Room for the reflected border, in whole vectors. */
  static final int HALO = blocks(RADIUS) * COUNT;

  static final int TAPS = 2 * RADIUS + 1;

  /** Bytes of a vector. */
  private static final long VECTOR = 4L * COUNT;

  private static final float[] WEIGHTS = weights(0);
  private static final float[] TAP_WEIGHTS = weights(-RADIUS);

  private final MemorySegment a;
  private final MemorySegment b;
  private final int start;
  private final int height;
  private final int width;
  private final int blocks;
  private final MemorySegment scratch;
  private final int rowA;
  private final int rowD;
  private final int ring;
  private final int result;
  private final int[] taps = new int[TAPS];
  private int filtered = -1;

  /**
   * Begins above the first row that will be asked for.
   *
   * @param scratch at least {@link #floats} floats
   */
  WindowStatistics(PlanePair pair, int plane, MemorySegment scratch) {
    this.a = pair.a();
    this.b = pair.b();
    this.start = pair.start(plane);
    this.height = pair.height();
    this.width = pair.width();
    this.blocks = blocks(width);
    this.scratch = scratch;
    this.rowA = HALO;
    this.rowD = rowA + padded(width);
    this.ring = rowD + padded(width);
    this.result = ring + TAPS * blocks * ROW_BLOCK;
  }

  /** The weights along one axis from an offset to the last. */
  static float[] weights(int first) {
    float[] weights = new float[RADIUS - first + 1];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) weight(first + i);
    }
    return weights;
  }

  /** Vectors in a row. */
  static int blocks(int width) {
    return (width + COUNT - 1) / COUNT;
  }

  /** The scratch that it needs, a multiple of the vector. */
  static int floats(int width) {
    return HALO + 2 * padded(width) + blocks(width) * (TAPS * ROW_BLOCK + BLOCK);
  }

  /** A row, the border after it, and the border before the next. */
  private static int padded(int width) {
    return blocks(width) * COUNT + 2 * HALO;
  }

  /**
   * The statistics of a row, as blocks; lanes beyond the width are undefined. Good until the next
   * call.
   *
   * @param row not above the last one asked for
   * @return the index of the first block in the scratch
   */
  int row(int row) {
    int last = Math.min(row + RADIUS, height - 1);
    for (int r = Math.max(filtered + 1, row - RADIUS); r <= last; r++) {
      pad(r, rowA, rowD);
      alongRow(scratch, rowA, rowD, blocks, slot(r));
    }
    filtered = last;
    for (int k = -RADIUS; k <= RADIUS; k++) {
      taps[k + RADIUS] = slot(reflect(row + k, height));
    }
    downColumn(scratch, taps, blocks, result);
    return result;
  }

  /**
   * Puts a row of a and one of d into the scratch, continued by reflection to both sides.
   *
   * @param toA the index in the scratch of the first pixel, with {@link #HALO} before and after
   */
  void pad(int row, int toA, int toD) {
    int from = start + row * width;
    for (int x = 0; x < width; x += COUNT) {
      VectorMask<Float> there = FloatVectors.first(width - x);
      FloatVector pixels = load(a, from + x, there);
      store(pixels, scratch, toA + x);
      store(load(b, from + x, there).sub(pixels), scratch, toD + x);
    }
    reflectBorder(toA);
    reflectBorder(toD);
  }

  private void reflectBorder(int at) {
    int last = at + width - 1;
    for (int i = 1; i <= RADIUS; i++) {
      scratch.setAtIndex(JAVA_FLOAT, at - i, scratch.getAtIndex(JAVA_FLOAT, at + i));
      scratch.setAtIndex(JAVA_FLOAT, last + i, scratch.getAtIndex(JAVA_FLOAT, last - i));
    }
  }

  private int slot(int row) {
    return ring + row % TAPS * blocks * ROW_BLOCK;
  }

  private static void alongRow(MemorySegment memory, int rowA, int rowD, int blocks, int to) {
    for (int block = 0; block < blocks; block++) {
      long a = 4L * (rowA + block * COUNT);
      long d = 4L * (rowD + block * COUNT);
      FloatVector centreA = fromMemorySegment(FLOATS, memory, a, ORDER);
      FloatVector centreD = fromMemorySegment(FLOATS, memory, d, ORDER);
      FloatVector sumA = all(0);
      FloatVector sumD = all(0);
      FloatVector sumAa = all(0);
      FloatVector sumDd = all(0);
      FloatVector sumAd = all(0);
      for (int k = 1; k <= RADIUS; k++) {
        FloatVector w = all(WEIGHTS[k]);
        FloatVector leftA = fromMemorySegment(FLOATS, memory, a - 4L * k, ORDER).sub(centreA);
        FloatVector leftD = fromMemorySegment(FLOATS, memory, d - 4L * k, ORDER).sub(centreD);
        FloatVector rightA = fromMemorySegment(FLOATS, memory, a + 4L * k, ORDER).sub(centreA);
        FloatVector rightD = fromMemorySegment(FLOATS, memory, d + 4L * k, ORDER).sub(centreD);
        sumA = leftA.add(rightA).fma(w, sumA);
        sumD = leftD.add(rightD).fma(w, sumD);
        sumAa = leftA.fma(leftA, rightA.mul(rightA)).fma(w, sumAa);
        sumDd = leftD.fma(leftD, rightD.mul(rightD)).fma(w, sumDd);
        sumAd = leftA.fma(leftD, rightA.mul(rightD)).fma(w, sumAd);
      }
      long at = 4L * (to + block * ROW_BLOCK);
      centreA.intoMemorySegment(memory, at, ORDER);
      centreD.intoMemorySegment(memory, at + VECTOR, ORDER);
      sumA.intoMemorySegment(memory, at + 2 * VECTOR, ORDER);
      sumD.intoMemorySegment(memory, at + 3 * VECTOR, ORDER);
      sumAa.sub(sumA.mul(sumA)).intoMemorySegment(memory, at + 4 * VECTOR, ORDER);
      sumDd.sub(sumD.mul(sumD)).intoMemorySegment(memory, at + 5 * VECTOR, ORDER);
      sumAd.sub(sumA.mul(sumD)).intoMemorySegment(memory, at + 6 * VECTOR, ORDER);
    }
  }

  private static void downColumn(MemorySegment memory, int[] taps, int blocks, int to) {
    for (int block = 0; block < blocks; block++) {
      int offset = block * ROW_BLOCK;
      long centre = 4L * (taps[RADIUS] + offset);
      FloatVector centreA = fromMemorySegment(FLOATS, memory, centre, ORDER);
      FloatVector centreD = fromMemorySegment(FLOATS, memory, centre + VECTOR, ORDER);
      FloatVector centreMeanA = fromMemorySegment(FLOATS, memory, centre + 2 * VECTOR, ORDER);
      FloatVector centreMeanD = fromMemorySegment(FLOATS, memory, centre + 3 * VECTOR, ORDER);
      FloatVector sumA = all(0);
      FloatVector sumD = all(0);
      FloatVector sumAa = all(0);
      FloatVector sumDd = all(0);
      FloatVector sumAd = all(0);
      for (int k = 0; k < TAPS; k++) {
        long at = 4L * (taps[k] + offset);
        FloatVector w = all(TAP_WEIGHTS[k]);
        FloatVector pixelA = fromMemorySegment(FLOATS, memory, at, ORDER);
        FloatVector pixelD = fromMemorySegment(FLOATS, memory, at + VECTOR, ORDER);
        FloatVector meanA = fromMemorySegment(FLOATS, memory, at + 2 * VECTOR, ORDER);
        FloatVector meanD = fromMemorySegment(FLOATS, memory, at + 3 * VECTOR, ORDER);
        FloatVector varianceA = fromMemorySegment(FLOATS, memory, at + 4 * VECTOR, ORDER);
        FloatVector varianceD = fromMemorySegment(FLOATS, memory, at + 5 * VECTOR, ORDER);
        FloatVector covariance = fromMemorySegment(FLOATS, memory, at + 6 * VECTOR, ORDER);
        FloatVector da = pixelA.sub(centreA).add(meanA.sub(centreMeanA));
        FloatVector dd = pixelD.sub(centreD).add(meanD.sub(centreMeanD));
        FloatVector wa = da.mul(w);
        FloatVector wd = dd.mul(w);
        sumA = sumA.add(wa);
        sumD = sumD.add(wd);
        sumAa = wa.fma(da, varianceA.fma(w, sumAa));
        sumDd = wd.fma(dd, varianceD.fma(w, sumDd));
        sumAd = wa.fma(dd, covariance.fma(w, sumAd));
      }
      long at = 4L * (to + block * BLOCK);
      centreA.add(centreMeanA.add(sumA)).intoMemorySegment(memory, at, ORDER);
      centreD.add(centreMeanD.add(sumD)).intoMemorySegment(memory, at + VECTOR, ORDER);
      sumAa.sub(sumA.mul(sumA)).intoMemorySegment(memory, at + 2 * VECTOR, ORDER);
      sumDd.sub(sumD.mul(sumD)).intoMemorySegment(memory, at + 3 * VECTOR, ORDER);
      sumAd.sub(sumA.mul(sumD)).intoMemorySegment(memory, at + 4 * VECTOR, ORDER);
    }
  }
}
