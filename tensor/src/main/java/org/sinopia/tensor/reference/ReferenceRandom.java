package org.sinopia.tensor.reference;

import org.sinopia.tensor.op.RandomOp;
import org.sinopia.tensor.random.Philox;
import org.sinopia.tensor.reference.array.Reals;

/** {@link RandomOp} by its formulas. */
final class ReferenceRandom {
  private ReferenceRandom() {}

  static void run(RandomOp op) {
    switch (op) {
      case RandomOp.Uniform o -> uniform(o);
      case RandomOp.Normal o -> normal(o);
      case RandomOp.Bernoulli o -> bernoulli(o);
    }
  }

  private static void uniform(RandomOp.Uniform op) {
    Reals y = new Reals(op.y());
    for (int i = 0; i < op.y().elements(); i++) {
      y.set(i, Philox.uniform(Philox.word(op.seed(), op.stream(), i)));
    }
  }

  private static void normal(RandomOp.Normal op) {
    Reals y = new Reals(op.y());
    for (int i = 0; i < op.y().elements(); i++) {
      int pair = i / 2 * 2;
      double u = Philox.uniform(Philox.word(op.seed(), op.stream(), pair)) + 0x1p-24;
      double v = Philox.uniform(Philox.word(op.seed(), op.stream(), pair + 1));
      double radius = Math.sqrt(-2 * Math.log(u));
      double angle = 2 * Math.PI * v;
      y.set(i, radius * (i == pair ? Math.cos(angle) : Math.sin(angle)));
    }
  }

  private static void bernoulli(RandomOp.Bernoulli op) {
    Reals y = new Reals(op.y());
    for (int i = 0; i < op.y().elements(); i++) {
      double u = Philox.uniform(Philox.word(op.seed(), op.stream(), i));
      y.set(i, u < op.p() ? 1 : 0);
    }
  }
}
