package org.sinopia.tensor.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.sinopia.tensor.cpu.Lanes.COUNT;
import static org.sinopia.tensor.cpu.Lanes.LOGICAL;
import static org.sinopia.tensor.cpu.Lanes.all;
import static org.sinopia.tensor.cpu.Lanes.first;
import static org.sinopia.tensor.cpu.Lanes.get;
import static org.sinopia.tensor.cpu.Lanes.load;
import static org.sinopia.tensor.cpu.Lanes.set;
import static org.sinopia.tensor.cpu.Lanes.store;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import org.sinopia.tensor.op.MatrixOp.Gemm;

/**
 * Products in which an operand is a vector, which take as long as the matrix takes to read or
 * write: a row or column times a matrix, as dot products with its rows or as a sum of them, and the
 * outer product of two vectors.
 */
final class VectorProduct {
  private static final int RESULT = 0;
  private static final int SUMS = 1;
  private static final int GRAIN = 1 << 14;
  private static final int BLOCK = 4 * COUNT;

  /** Rows whose dot products are computed side by side: one alone is bound by its chain of sums. */
  private static final int TOGETHER = 4;

  private static final long BYTES = TOGETHER * LOGICAL * (long) Float.BYTES;

  /** Rows added up in one chain, at most, for the sake of rounding errors. */
  private static final int MAX_SUMMED = 1 << 12;

  private final Gemm op;
  private final int m;
  private final int n;
  private final int k;
  private final long a;
  private final long b;
  private final long c;

  /**
   * @param m rows of a and c, leading axes included
   */
  VectorProduct(Gemm op, int m) {
    this.op = op;
    this.m = m;
    this.n = op.n();
    this.k = op.k();
    this.a = Lanes.at(op.a().memory(), 0, op.a().elements());
    this.b = Lanes.at(op.b().memory(), 0, op.b().elements());
    this.c = Lanes.at(op.c().memory(), 0, op.c().elements());
  }

  static boolean suits(Gemm op, int m) {
    return outer(op)
        || (m == 1 && (op.transposeB() || op.k() <= MAX_SUMMED))
        || (op.n() == 1 && (!op.transposeA() || op.k() <= MAX_SUMMED));
  }

  private static boolean outer(Gemm op) {
    return op.k() == 1 && op.beta() == 0 && op.bias() == null;
  }

  void run(Workers workers) {
    if (outer(op)) {
      float alpha = (float) op.alpha();
      workers.ranges(
          m,
          Math.max(1, GRAIN / n),
          (from, to) -> {
            for (int i = from; i < to; i++) {
              scale(b, alpha * get(a, i), c + (long) i * n * Float.BYTES, n);
            }
          });
      return;
    }
    int size = Math.max(m, n);
    MemorySegment room = Scratch.bytes(RESULT, (long) size * Float.BYTES);
    long result = Lanes.at(room, 0, size);
    long matrix = m == 1 ? b : a;
    long vector = m == 1 ? a : b;
    if (m == 1 ? op.transposeB() : !op.transposeA()) {
      workers.ranges(
          size,
          Math.max(1, GRAIN / k),
          (from, to) -> {
            for (int i = from; i < to; i += TOGETHER) {
              dots(matrix, vector, k, i, to, result);
            }
          });
    } else {
      workers.ranges(
          size,
          Math.ceilDiv(GRAIN / k + 1, BLOCK) * BLOCK,
          (from, to) -> sum(matrix, vector, k, size, from, to, result));
    }
    finish(result, size);
  }

  private void finish(long result, int size) {
    float alpha = (float) op.alpha();
    float beta = (float) op.beta();
    for (int i = 0; i < size; i++) {
      float sum = alpha * get(result, i) + (beta == 0 ? 0 : beta * get(c, i));
      set(op.bias() == null ? sum : sum + op.bias().memory().getAtIndex(JAVA_FLOAT, i % n), c, i);
    }
  }

  private static void scale(long x, float factor, long y, int count) {
    int i = 0;
    for (; i <= count - COUNT; i += COUNT) {
      store(load(x, i).mul(factor), y, i);
    }
    if (i < count) {
      VectorMask<Float> rest = first(count - i);
      store(load(x, i, rest).mul(factor), y, i, rest);
    }
  }

  /**
   * The dot products of rows {@code first} to {@code end}, at most four, with a vector. Each has 16
   * logical lanes, of which lane l takes the products l, l + 16, …
   */
  private static void dots(long matrix, long vector, int k, int first, int end, long result) {
    long sums = Lanes.at(Scratch.bytes(SUMS, BYTES), 0, TOGETHER * LOGICAL);
    for (int lane = 0; lane < LOGICAL; lane += COUNT) {
      lanes(matrix, vector, k, first, end - 1, lane, sums);
    }
    for (int r = 0; r < Math.min(TOGETHER, end - first); r++) {
      set(Lanes.sum(sums, r * LOGICAL), result, first + r);
    }
  }

  /**
   * Logical lanes {@code from} to {@code from + COUNT}; rows beyond the last are the last again.
   */
  private static void lanes(
      long matrix, long vector, int k, int first, int last, int from, long sums) {
    long row0 = matrix + (long) first * k * Float.BYTES;
    long row1 = matrix + (long) Math.min(first + 1, last) * k * Float.BYTES;
    long row2 = matrix + (long) Math.min(first + 2, last) * k * Float.BYTES;
    long row3 = matrix + (long) Math.min(first + 3, last) * k * Float.BYTES;
    FloatVector s0 = all(0);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int i = from;
    for (; i <= k - COUNT; i += LOGICAL) {
      FloatVector y = load(vector, i);
      s0 = load(row0, i).fma(y, s0);
      s1 = load(row1, i).fma(y, s1);
      s2 = load(row2, i).fma(y, s2);
      s3 = load(row3, i).fma(y, s3);
    }
    if (i < k) {
      VectorMask<Float> rest = first(k - i);
      FloatVector y = load(vector, i, rest);
      s0 = load(row0, i, rest).fma(y, s0);
      s1 = load(row1, i, rest).fma(y, s1);
      s2 = load(row2, i, rest).fma(y, s2);
      s3 = load(row3, i, rest).fma(y, s3);
    }
    store(s0, sums, from);
    store(s1, sums, LOGICAL + from);
    store(s2, sums, 2 * LOGICAL + from);
    store(s3, sums, 3 * LOGICAL + from);
  }

  /** Columns {@code from} to {@code to} of Σ factorᵢ·rowᵢ, of rows of {@code width} floats. */
  private static void sum(
      long matrix, long factors, int rows, int width, int from, int to, long result) {
    int column = from;
    for (; column <= to - BLOCK; column += BLOCK) {
      FloatVector s0 = all(0);
      FloatVector s1 = s0;
      FloatVector s2 = s0;
      FloatVector s3 = s0;
      for (int i = 0; i < rows; i++) {
        FloatVector factor = all(get(factors, i));
        int at = i * width + column;
        s0 = load(matrix, at).fma(factor, s0);
        s1 = load(matrix, at + COUNT).fma(factor, s1);
        s2 = load(matrix, at + 2 * COUNT).fma(factor, s2);
        s3 = load(matrix, at + 3 * COUNT).fma(factor, s3);
      }
      store(s0, result, column);
      store(s1, result, column + COUNT);
      store(s2, result, column + 2 * COUNT);
      store(s3, result, column + 3 * COUNT);
    }
    for (; column < to; column += COUNT) {
      VectorMask<Float> rest = first(to - column);
      FloatVector sum = all(0);
      for (int i = 0; i < rows; i++) {
        sum = load(matrix, i * width + column, rest).fma(all(get(factors, i)), sum);
      }
      store(sum, result, column, rest);
    }
  }
}
