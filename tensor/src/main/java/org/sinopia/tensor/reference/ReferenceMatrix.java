package org.sinopia.tensor.reference;

import org.sinopia.tensor.op.MatrixOp;
import org.sinopia.tensor.op.MatrixOp.Gemm;
import org.sinopia.tensor.reference.array.Reals;

/** Matrix products. */
final class ReferenceMatrix {
  private ReferenceMatrix() {}

  static void run(MatrixOp op) {
    switch (op) {
      case Gemm o -> gemm(o);
    }
  }

  private static void gemm(Gemm op) {
    Reals a = new Reals(op.a());
    Reals b = new Reals(op.b());
    Reals c = new Reals(op.c());
    Reals bias = op.bias() == null ? null : new Reals(op.bias());
    int m = op.m();
    int n = op.n();
    int k = op.k();
    boolean sharedB = op.b().shape().rank() == 2;
    for (int batch = 0; batch < op.batch(); batch++) {
      int startA = batch * m * k;
      int startB = sharedB ? 0 : batch * k * n;
      int startC = batch * m * n;
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          double sum = 0;
          for (int l = 0; l < k; l++) {
            double ail = a.at(startA + (op.transposeA() ? l * m + i : i * k + l));
            double blj = b.at(startB + (op.transposeB() ? j * k + l : l * n + j));
            sum += ail * blj;
          }
          int at = startC + i * n + j;
          double old = op.beta() == 0 ? 0 : op.beta() * c.at(at);
          c.set(at, op.alpha() * sum + old + (bias == null ? 0 : bias.at(j)));
        }
      }
    }
  }
}
