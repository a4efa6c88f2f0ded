package org.sinopia.tensor.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.sinopia.tensor.cpu.Lanes.COUNT;
import static org.sinopia.tensor.cpu.Lanes.all;
import static org.sinopia.tensor.cpu.Lanes.load;
import static org.sinopia.tensor.cpu.Lanes.store;
import static org.sinopia.tensor.op.GaussianWindow.RADIUS;
import static org.sinopia.tensor.op.GaussianWindow.reflect;
import static org.sinopia.tensor.op.GaussianWindow.weight;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

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

  private static final float[] WEIGHTS = new float[RADIUS + 1];

  static {
    for (int i = 0; i <= RADIUS; i++) {
      WEIGHTS[i] = (float) weight(i);
    }
  }

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

  /** Vectors in a row. */
  static int blocks(int width) {
    return (width + COUNT - 1) / COUNT;
  }

  /** The scratch that it needs, a multiple of the vector. */
  static int floats(int width) {
    return HALO + 2 * padded(width) + blocks(width) * (TAPS * ROW_BLOCK + BLOCK);
  }

  /** A row, the border behind it, and the border before the next. */
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
   * @param toA the index in the scratch of the first pixel, with {@link #HALO} before and behind
   */
  void pad(int row, int toA, int toD) {
    int from = start + row * width;
    for (int x = 0; x < width; x += COUNT) {
      VectorMask<Float> there = Lanes.first(width - x);
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
      int atA = rowA + block * COUNT;
      int atD = rowD + block * COUNT;
      FloatVector centreA = load(memory, atA);
      FloatVector centreD = load(memory, atD);
      FloatVector sumA = all(0);
      FloatVector sumD = all(0);
      FloatVector sumAa = all(0);
      FloatVector sumDd = all(0);
      FloatVector sumAd = all(0);
      for (int k = 1; k <= RADIUS; k++) {
        FloatVector w = all(WEIGHTS[k]);
        FloatVector leftA = load(memory, atA - k).sub(centreA);
        FloatVector leftD = load(memory, atD - k).sub(centreD);
        FloatVector rightA = load(memory, atA + k).sub(centreA);
        FloatVector rightD = load(memory, atD + k).sub(centreD);
        sumA = leftA.add(rightA).fma(w, sumA);
        sumD = leftD.add(rightD).fma(w, sumD);
        sumAa = leftA.fma(leftA, rightA.mul(rightA)).fma(w, sumAa);
        sumDd = leftD.fma(leftD, rightD.mul(rightD)).fma(w, sumDd);
        sumAd = leftA.fma(leftD, rightA.mul(rightD)).fma(w, sumAd);
      }
      int at = to + block * ROW_BLOCK;
      store(centreA, memory, at);
      store(centreD, memory, at + COUNT);
      store(sumA, memory, at + 2 * COUNT);
      store(sumD, memory, at + 3 * COUNT);
      store(sumAa.sub(sumA.mul(sumA)), memory, at + 4 * COUNT);
      store(sumDd.sub(sumD.mul(sumD)), memory, at + 5 * COUNT);
      store(sumAd.sub(sumA.mul(sumD)), memory, at + 6 * COUNT);
    }
  }

  private static void downColumn(MemorySegment memory, int[] taps, int blocks, int to) {
    for (int block = 0; block < blocks; block++) {
      int offset = block * ROW_BLOCK;
      int centre = taps[RADIUS] + offset;
      FloatVector centreA = load(memory, centre);
      FloatVector centreD = load(memory, centre + COUNT);
      FloatVector centreMeanA = load(memory, centre + 2 * COUNT);
      FloatVector centreMeanD = load(memory, centre + 3 * COUNT);
      FloatVector sumA = all(0);
      FloatVector sumD = all(0);
      FloatVector sumAa = all(0);
      FloatVector sumDd = all(0);
      FloatVector sumAd = all(0);
      for (int k = 0; k < TAPS; k++) {
        int at = taps[k] + offset;
        FloatVector w = all(WEIGHTS[Math.abs(k - RADIUS)]);
        FloatVector da =
            load(memory, at).sub(centreA).add(load(memory, at + 2 * COUNT).sub(centreMeanA));
        FloatVector dd =
            load(memory, at + COUNT)
                .sub(centreD)
                .add(load(memory, at + 3 * COUNT).sub(centreMeanD));
        FloatVector wa = da.mul(w);
        FloatVector wd = dd.mul(w);
        sumA = sumA.add(wa);
        sumD = sumD.add(wd);
        sumAa = load(memory, at + 4 * COUNT).fma(w, wa.fma(da, sumAa));
        sumDd = load(memory, at + 5 * COUNT).fma(w, wd.fma(dd, sumDd));
        sumAd = load(memory, at + 6 * COUNT).fma(w, wa.fma(dd, sumAd));
      }
      int at = to + block * BLOCK;
      store(centreA.add(centreMeanA.add(sumA)), memory, at);
      store(centreD.add(centreMeanD.add(sumD)), memory, at + COUNT);
      store(sumAa.sub(sumA.mul(sumA)), memory, at + 2 * COUNT);
      store(sumDd.sub(sumD.mul(sumD)), memory, at + 3 * COUNT);
      store(sumAd.sub(sumA.mul(sumD)), memory, at + 4 * COUNT);
    }
  }
}
