package org.sinopia.tensor.cpu;

import static jdk.incubator.vector.VectorOperators.GT;
import static org.sinopia.tensor.cpu.Lanes.all;
import static org.sinopia.tensor.cpu.Lanes.load;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * One number for each row of a block [rows, width] of whole vectors. Several sums run side by side,
 * since one would wait for itself: an addition takes several cycles, but several can be under way.
 */
final class RowLoops {
  private static final int FOUR = 4 * Lanes.COUNT;

  private RowLoops() {}

  /** The largest element of each row, NaN left out; −∞ if there is no other. */
  static void max(long x, int rows, int width, long result) {
    for (int row = 0; row < rows; row++) {
      long start = x + (long) row * width * Float.BYTES;
      FloatVector a = all(Float.NEGATIVE_INFINITY);
      FloatVector b = a;
      int i = 0;
      for (; i <= width - 2 * Lanes.COUNT; i += 2 * Lanes.COUNT) {
        FloatVector u = load(start, i);
        FloatVector v = load(start, i + Lanes.COUNT);
        a = a.blend(u, u.compare(GT, a));
        b = b.blend(v, v.compare(GT, b));
      }
      if (i < width) {
        FloatVector u = load(start, i);
        a = a.blend(u, u.compare(GT, a));
      }
      float max = a.blend(b, b.compare(GT, a)).reduceLanes(VectorOperators.MAX);
      Lanes.set(max, result, row);
    }
  }

  /**
   * Mean and variance of each row in one pass, as Σ (x − c) and Σ (x − c)² about the mean c of the
   * row's first vector. Where c is more than a standard deviation off, so that the difference of
   * the two would lose digits, once more about the mean found.
   *
   * @param block how the rows lie; what stands behind each in a copy is overwritten
   */
  static void moments(long x, int rows, WholeRows block, long means, long variances) {
    for (int row = 0; row < rows; row++) {
      float centre = Lanes.sum(load(x, row * block.width())) / Lanes.COUNT;
      double shift = momentsAbout(centre, x, row, block, means, variances);
      if (shift * shift > Lanes.get(variances, row)) {
        momentsAbout(Lanes.get(means, row), x, row, block, means, variances);
      }
    }
  }

  /** Returns how far the mean is from the centre. */
  private static double momentsAbout(
      float centre, long x, int row, WholeRows block, long means, long variances) {
    block.pad(x, row, centre);
    int width = block.width();
    long start = x + (long) row * width * Float.BYTES;
    FloatVector about = all(centre);
    FloatVector sumA = all(0);
    FloatVector sumB = sumA;
    FloatVector squaresA = sumA;
    FloatVector squaresB = sumA;
    int i = 0;
    for (; i <= width - 2 * Lanes.COUNT; i += 2 * Lanes.COUNT) {
      FloatVector p = load(start, i).sub(about);
      FloatVector q = load(start, i + Lanes.COUNT).sub(about);
      sumA = sumA.add(p);
      sumB = sumB.add(q);
      squaresA = p.fma(p, squaresA);
      squaresB = q.fma(q, squaresB);
    }
    if (i < width) {
      FloatVector p = load(start, i).sub(about);
      sumA = sumA.add(p);
      squaresA = p.fma(p, squaresA);
    }
    double shift = (double) Lanes.sum(sumA.add(sumB)) / block.d();
    double squares = (double) Lanes.sum(squaresA.add(squaresB)) / block.d();
    Lanes.set((float) (centre + shift), means, row);
    Lanes.set((float) Math.max(0, squares - shift * shift), variances, row);
    return shift;
  }

  /** Σ x·y of each row. */
  static void dot(long x, long y, int rows, int width, long result) {
    for (int row = 0; row < rows; row++) {
      long startX = x + (long) row * width * Float.BYTES;
      long startY = y + (long) row * width * Float.BYTES;
      FloatVector a = all(0);
      FloatVector b = a;
      FloatVector c = a;
      FloatVector e = a;
      int i = 0;
      for (; i <= width - FOUR; i += FOUR) {
        a = load(startX, i).fma(load(startY, i), a);
        b = load(startX, i + Lanes.COUNT).fma(load(startY, i + Lanes.COUNT), b);
        c = load(startX, i + 2 * Lanes.COUNT).fma(load(startY, i + 2 * Lanes.COUNT), c);
        e = load(startX, i + 3 * Lanes.COUNT).fma(load(startY, i + 3 * Lanes.COUNT), e);
      }
      for (; i < width; i += Lanes.COUNT) {
        a = load(startX, i).fma(load(startY, i), a);
      }
      Lanes.set(Lanes.sum(a.add(b).add(c.add(e))), result, row);
    }
  }
}
