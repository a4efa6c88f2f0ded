package org.sinopia.tensor.op;

import java.util.List;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.FitOp.NonNegativeLeastSquares;
import org.sinopia.tensor.random.Draw;

/** Random fits. None is wild: a Gram matrix with an infinite or negative diagonal is none. */
final class FitCases {
  private FitCases() {}

  static List<OpCase> all() {
    return List.of(
        new OpCase(
            "non_negative_least_squares",
            NonNegativeLeastSquares.class,
            1e-6,
            false,
            (s, draw) -> nonNegative(s, draw, draw.size(1, 40), draw.size(1, 20))),
        new OpCase(
            "non_negative_least_squares of many columns",
            NonNegativeLeastSquares.class,
            1e-6,
            false,
            (s, draw) -> nonNegative(s, draw, draw.size(1, 3), 31 + draw.size(1, 97))));
  }

  private static Op nonNegative(Scope s, Draw draw, int n, int k) {
    return new NonNegativeLeastSquares(
        gram(s, draw, k),
        draw.tensor(s, n, k),
        draw.tensor(s, n, k),
        draw.choice(1, 4),
        draw.choice(0.0, 0.01),
        s.empty(n, k));
  }

  /** Random columns, with some weight on the diagonal and now and then a column of zeros. */
  static Tensor gram(Scope s, Draw draw, int k) {
    double[][] design = new double[k][];
    for (int i = 0; i < k; i++) {
      design[i] = i % 7 == 6 ? new double[k] : draw.values(k);
    }
    double[] gram = new double[k * k];
    for (int i = 0; i < k; i++) {
      for (int j = 0; j < k; j++) {
        double sum = i == j && i % 7 != 6 ? 1 : 0;
        for (int b = 0; b < k; b++) {
          sum += design[i][b] * design[j][b];
        }
        gram[i * k + j] = (float) sum;
      }
    }
    return s.of(gram, k, k);
  }
}
