package org.sinopia.tensor.cpu.loops;

import static jdk.incubator.vector.VectorOperators.GT;
import static org.sinopia.tensor.cpu.simd.FloatVectors.COUNT;
import static org.sinopia.tensor.cpu.simd.FloatVectors.LOGICAL;
import static org.sinopia.tensor.cpu.simd.FloatVectors.all;
import static org.sinopia.tensor.cpu.simd.FloatVectors.keep;
import static org.sinopia.tensor.cpu.simd.FloatVectors.load;

import jdk.incubator.vector.FloatVector;
import org.sinopia.tensor.cpu.simd.FloatVectors;
import org.sinopia.tensor.cpu.simd.Scratch;

/**
 * One number for each row of a block [rows, width] of {@link WholeRows}. Several sums run side by
 * side, since one would wait for itself: an addition takes several cycles, but several can be under
 * way. Where a vector holds fewer than the {@link FloatVectors#LOGICAL} lanes, a row is gone over
 * several times, each time for other lanes: so the sums have the same bits on every machine, with
 * the same number of loads and no more registers. Unrolled like this the loops are also too long
 * for the compiler to draw them into their callers, where they would together exceed its budget,
 * and vectors would then be made on the heap.
 */
public final class RowLoops {
  private static final int FOUR = 4 * LOGICAL;

  private RowLoops() {}

  /**
   * The largest element of each row, NaN left out; −∞ if there is no other. A comparison and what
   * it chooses take longer than to load the next vector, so four run side by side. That {@code i}
   * is tested for equality keeps the compiler from unrolling the loop further, which would shuffle
   * its loads, and rows that come from memory come fastest in order.
   */
  public static void max(long x, int rows, int width, long result) {
    int whole = width / FOUR * FOUR;
    long lanes = Scratch.lanes();
    for (int row = 0; row < rows; row++) {
      long start = x + (long) row * width * Float.BYTES;
      FloatVector most = all(0);
      for (int lane = 0; lane < LOGICAL; lane += COUNT) {
        FloatVector a = all(Float.NEGATIVE_INFINITY);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        int i = lane;
        for (; i != whole + lane; i += FOUR) {
          FloatVector p = load(start, i);
          FloatVector q = load(start, i + LOGICAL);
          FloatVector r = load(start, i + 2 * LOGICAL);
          FloatVector s = load(start, i + 3 * LOGICAL);
          a = a.blend(p, p.compare(GT, a));
          b = b.blend(q, q.compare(GT, b));
          c = c.blend(r, r.compare(GT, c));
          d = d.blend(s, s.compare(GT, d));
        }
        for (; i < width; i += LOGICAL) {
          FloatVector p = load(start, i);
          a = a.blend(p, p.compare(GT, a));
        }
        a = a.blend(b, b.compare(GT, a));
        c = c.blend(d, d.compare(GT, c));
        most = a.blend(c, c.compare(GT, a));
        keep(most, lanes, lane);
      }
      FloatVectors.set(FloatVectors.max(most, lanes, 0), result, row);
    }
  }

  /**
   * Mean and variance of each row in one pass, as Σ (x − c) and Σ (x − c)² about the row's first
   * element c. Where c is more than two standard deviations off, so that the difference of the two
   * would lose digits, once more about the mean found.
   *
   * @param block how the rows lie; memory after each in a copy is overwritten
   */
  public static void moments(long x, int rows, WholeRows block, long means, long variances) {
    long lanes = Scratch.lanes();
    for (int row = 0; row < rows; row++) {
      float centre = FloatVectors.get(x, row * block.width());
      boolean far = true;
      for (int tries = 0; far && tries < 2; tries++) {
        block.pad(x, row, centre);
        double shift = momentsAbout(centre, x, row, block, lanes, means, variances);
        far = shift * shift > 4 * FloatVectors.get(variances, row);
        centre = FloatVectors.get(means, row);
      }
    }
  }

  /** Returns how far the mean is from the centre. */
  private static double momentsAbout(
      float centre, long x, int row, WholeRows block, long lanes, long means, long variances) {
    int width = block.width();
    long start = x + (long) row * width * Float.BYTES;
    FloatVector about = all(centre);
    FloatVector sum = about;
    FloatVector square = about;
    for (int lane = 0; lane < LOGICAL; lane += COUNT) {
      FloatVector sumA = all(0);
      FloatVector sumB = sumA;
      FloatVector sumC = sumA;
      FloatVector sumD = sumA;
      FloatVector squaresA = sumA;
      FloatVector squaresB = sumA;
      FloatVector squaresC = sumA;
      FloatVector squaresD = sumA;
      int i = lane;
      for (; i <= width - FOUR + lane; i += FOUR) {
        FloatVector p = load(start, i).sub(about);
        FloatVector q = load(start, i + LOGICAL).sub(about);
        FloatVector r = load(start, i + 2 * LOGICAL).sub(about);
        FloatVector s = load(start, i + 3 * LOGICAL).sub(about);
        sumA = sumA.add(p);
        sumB = sumB.add(q);
        sumC = sumC.add(r);
        sumD = sumD.add(s);
        squaresA = p.fma(p, squaresA);
        squaresB = q.fma(q, squaresB);
        squaresC = r.fma(r, squaresC);
        squaresD = s.fma(s, squaresD);
      }
      for (; i < width; i += LOGICAL) {
        FloatVector p = load(start, i).sub(about);
        sumA = sumA.add(p);
        squaresA = p.fma(p, squaresA);
      }
      sum = sumA.add(sumB).add(sumC.add(sumD));
      square = squaresA.add(squaresB).add(squaresC.add(squaresD));
      keep(sum, lanes, lane);
      keep(square, lanes, LOGICAL + lane);
    }
    double shift = (double) FloatVectors.sum(sum, lanes, 0) / block.d();
    double spread = (double) FloatVectors.sum(square, lanes, LOGICAL) / block.d();
    FloatVectors.set((float) (centre + shift), means, row);
    FloatVectors.set((float) Math.max(0, spread - shift * shift), variances, row);
    return shift;
  }

  /** Σ x·y of each row. */
  public static void dot(long x, long y, int rows, int width, long result) {
    long lanes = Scratch.lanes();
    for (int row = 0; row < rows; row++) {
      long startX = x + (long) row * width * Float.BYTES;
      long startY = y + (long) row * width * Float.BYTES;
      FloatVector sum = all(0);
      for (int lane = 0; lane < LOGICAL; lane += COUNT) {
        FloatVector a = all(0);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector e = a;
        int i = lane;
        for (; i <= width - FOUR + lane; i += FOUR) {
          a = load(startX, i).fma(load(startY, i), a);
          b = load(startX, i + LOGICAL).fma(load(startY, i + LOGICAL), b);
          c = load(startX, i + 2 * LOGICAL).fma(load(startY, i + 2 * LOGICAL), c);
          e = load(startX, i + 3 * LOGICAL).fma(load(startY, i + 3 * LOGICAL), e);
        }
        for (; i < width; i += LOGICAL) {
          a = load(startX, i).fma(load(startY, i), a);
        }
        sum = a.add(b).add(c.add(e));
        keep(sum, lanes, lane);
      }
      FloatVectors.set(FloatVectors.sum(sum, lanes, 0), result, row);
    }
  }
}
