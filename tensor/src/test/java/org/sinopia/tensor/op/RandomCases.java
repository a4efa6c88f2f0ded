package org.sinopia.tensor.op;

import java.util.List;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.RandomOp.Bernoulli;
import org.sinopia.tensor.op.RandomOp.Normal;
import org.sinopia.tensor.op.RandomOp.Uniform;
import org.sinopia.tensor.random.Draw;

/** Instances of random numbers. */
final class RandomCases {
  private RandomCases() {}

  static List<OpCase> all() {
    return List.of(
        new OpCase(
            "uniform",
            Uniform.class,
            0,
            true,
            (s, draw) -> new Uniform(draw.seed(), draw.seed(), target(s, draw))),
        new OpCase(
            "normal",
            Normal.class,
            1e-6,
            true,
            (s, draw) -> new Normal(draw.seed(), draw.seed(), target(s, draw))),
        new OpCase(
            "bernoulli",
            Bernoulli.class,
            0,
            true,
            (s, draw) -> {
              double p = draw.choice(0.0, 1.0, 0.25, draw.value(0, 1));
              return new Bernoulli(p, draw.seed(), draw.seed(), target(s, draw));
            }));
  }

  /** Sometimes enough for several pieces. */
  private static Tensor target(Scope s, Draw draw) {
    return draw.flip()
        ? s.empty(draw.size(1, 100))
        : s.empty(draw.size(1, 33) * 61, draw.size(1, 40));
  }
}
