package org.sinopia.tensor.reference;

import org.sinopia.tensor.op.OptimiserOp;
import org.sinopia.tensor.reference.array.Reals;

/** {@link OptimiserOp} by its formulas. */
final class ReferenceOptimiser {
  private ReferenceOptimiser() {}

  static void run(OptimiserOp op) {
    switch (op) {
      case OptimiserOp.AdamW o -> adamW(o);
    }
  }

  private static void adamW(OptimiserOp.AdamW op) {
    Reals p = new Reals(op.parameter());
    Reals g = new Reals(op.gradient());
    Reals m = new Reals(op.m());
    Reals v = new Reals(op.v());
    double factor =
        op.norm() == null ? 1 : OptimiserOp.AdamW.factor(new Reals(op.norm()).at(0), op.maxNorm());
    for (int i = 0; i < op.parameter().elements(); i++) {
      double decayed = (1 - op.learningRate() * op.weightDecay()) * p.at(i);
      double gradient = factor * g.at(i);
      m.set(i, op.beta1() * m.at(i) + (1 - op.beta1()) * gradient);
      v.set(i, op.beta2() * v.at(i) + (1 - op.beta2()) * gradient * gradient);
      double step = op.learningRate() / op.correction1();
      double root = Math.sqrt(v.at(i)) / Math.sqrt(op.correction2());
      p.set(i, decayed - step * m.at(i) / (root + op.epsilon()));
    }
  }
}
