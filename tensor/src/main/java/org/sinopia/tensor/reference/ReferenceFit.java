package org.sinopia.tensor.reference;

import org.sinopia.tensor.op.FitOp;
import org.sinopia.tensor.op.FitOp.NonNegativeLeastSquares;
import org.sinopia.tensor.reference.array.Reals;

/** Fits of linear models. */
final class ReferenceFit {
  private ReferenceFit() {}

  static void run(FitOp op) {
    switch (op) {
      case NonNegativeLeastSquares o -> nonNegative(o);
    }
  }

  private static void nonNegative(NonNegativeLeastSquares op) {
    Reals gram = new Reals(op.gram());
    Reals projections = new Reals(op.projections());
    Reals start = new Reals(op.start());
    Reals amplitudes = new Reals(op.amplitudes());
    int k = op.gram().shape().extent(0);
    for (int row = 0; row < op.projections().shape().extent(0); row++) {
      double[] a = new double[k];
      double[] residual = new double[k];
      for (int i = 0; i < k; i++) {
        a[i] = start.at(row * k + i) < 0 ? 0 : start.at(row * k + i);
        residual[i] = projections.at(row * k + i);
      }
      for (int j = 0; j < k; j++) {
        for (int i = 0; i < k; i++) {
          residual[i] -= gram.at(j * k + i) * a[j];
        }
      }
      boolean moving = true;
      for (int sweep = 0; sweep < op.sweeps() && moving; sweep++) {
        moving = false;
        for (int j = 0; j < k; j++) {
          double diagonal = gram.at(j * k + j);
          double next = diagonal <= 0 ? 0 : a[j] + residual[j] / diagonal;
          double step = (next < 0 ? 0 : next) - a[j];
          a[j] += step;
          for (int i = 0; i < k; i++) {
            residual[i] -= gram.at(j * k + i) * step;
          }
          moving |= !(step * step * diagonal <= op.tolerance() * op.tolerance());
        }
      }
      for (int i = 0; i < k; i++) {
        amplitudes.set(row * k + i, a[i]);
      }
    }
  }
}
