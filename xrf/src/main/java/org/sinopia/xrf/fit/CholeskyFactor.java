package org.sinopia.xrf.fit;

/**
 * The Cholesky factor L of a correlation matrix's rows and columns that are chosen one after
 * another; adding one costs a row, taking one out costs the rows after it.
 */
final class CholeskyFactor {

  /** Columns that are nearly the same leave a matrix that only rounding makes singular. */
  static final double RIDGE = 1e-12;

  private final double[][] matrix;
  private final int[] chosen;
  private final double[][] rows;
  private int size;

  /**
   * None chosen.
   *
   * @param matrix symmetric with a diagonal of 1; kept, not copied
   */
  CholeskyFactor(double[][] matrix) {
    this.matrix = matrix;
    this.chosen = new int[matrix.length];
    this.rows = new double[matrix.length][];
  }

  /** How many are chosen. */
  int size() {
    return size;
  }

  /** The column of the matrix at a place. */
  int column(int place) {
    return chosen[place];
  }

  /** The place of a column; −1 if it is not chosen. */
  int place(int column) {
    for (int a = 0; a < size; a++) {
      if (chosen[a] == column) {
        return a;
      }
    }
    return -1;
  }

  /** Chooses one more column. */
  void add(int column) {
    chosen[size++] = column;
    factor(size - 1);
  }

  /** Keeps the columns for which a mark is set. */
  void keep(boolean[] marks) {
    int kept = 0;
    int changed = size;
    for (int a = 0; a < size; a++) {
      if (marks[chosen[a]]) {
        chosen[kept++] = chosen[a];
      } else {
        changed = Math.min(changed, kept);
      }
    }
    size = kept;
    for (int a = changed; a < size; a++) {
      factor(a);
    }
  }

  private void factor(int a) {
    double[] row = new double[a + 1];
    for (int b = 0; b < a; b++) {
      row[b] = matrix[chosen[a]][chosen[b]];
    }
    forward(row, a);
    double left = 1 + RIDGE;
    for (int b = 0; b < a; b++) {
      left = Math.fma(-row[b], row[b], left);
    }
    row[a] = Math.sqrt(Math.max(left, RIDGE));
    rows[a] = row;
  }

  /** L⁻¹·v, in place. */
  void forward(double[] v) {
    forward(v, size);
  }

  private void forward(double[] v, int count) {
    for (int a = 0; a < count; a++) {
      double[] row = rows[a];
      double value = v[a];
      for (int b = 0; b < a; b++) {
        value = Math.fma(-row[b], v[b], value);
      }
      v[a] = value / row[a];
    }
  }

  /** L⁻ᵀ·v, in place. */
  void backward(double[] v) {
    for (int a = size - 1; a >= 0; a--) {
      double[] row = rows[a];
      double value = v[a] / row[a];
      v[a] = value;
      for (int b = 0; b < a; b++) {
        v[b] = Math.fma(-row[b], value, v[b]);
      }
    }
  }
}
