package org.sinopia.tensor.op;

import java.util.List;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.LossOp.GaussianKl;
import org.sinopia.tensor.op.LossOp.MeanSquaredError;
import org.sinopia.tensor.op.LossOp.Mmd;
import org.sinopia.tensor.op.LossOp.PoissonNll;
import org.sinopia.tensor.random.Draw;

/** Instances of losses. */
final class LossCases {
  private LossCases() {}

  static List<OpCase> all() {
    return List.of(
        new OpCase(
            "mean_squared_error", MeanSquaredError.class, 1e-6, true, LossCases::squaredError),
        new OpCase("poisson_nll", PoissonNll.class, 1e-6, true, LossCases::poisson),
        new OpCase("gaussian_kl", GaussianKl.class, 1e-6, true, LossCases::kl),
        new OpCase("mmd", Mmd.class, 1e-5, true, LossCases::mmd),
        new OpCase("mmd of many", Mmd.class, 1e-5, false, LossCases::mmdOfMany));
  }

  private static Op squaredError(Scope s, Draw draw) {
    int[] extents = extents(draw);
    return new MeanSquaredError(
        Terms.of(s, draw, extents),
        Terms.of(s, draw, extents),
        s.empty(),
        wanted(s, draw, extents));
  }

  private static Op poisson(Scope s, Draw draw) {
    int[] extents = extents(draw);
    return new PoissonNll(
        Terms.of(s, draw, extents),
        Terms.of(s, draw, 0, 9, extents),
        s.empty(1),
        wanted(s, draw, extents));
  }

  private static Op kl(Scope s, Draw draw) {
    int[] extents = {draw.size(1, 33) * draw.choice(1, 101), draw.size(1, 7)};
    return new GaussianKl(
        Terms.of(s, draw, extents),
        Terms.of(s, draw, extents),
        s.empty(),
        wanted(s, draw, extents),
        wanted(s, draw, extents));
  }

  private static Op mmd(Scope s, Draw draw) {
    return mmd(s, draw, draw.size(1, 70), draw.size(1, 70), draw.size(1, 7));
  }

  private static Op mmdOfMany(Scope s, Draw draw) {
    return mmd(s, draw, 37 * draw.size(1, 20), 31 * draw.size(1, 20), draw.size(1, 7));
  }

  private static Op mmd(Scope s, Draw draw, int n, int m, int d) {
    return new Mmd(
        Terms.of(s, draw, n, d), Terms.of(s, draw, m, d), s.empty(), wanted(s, draw, n, d));
  }

  private static int[] extents(Draw draw) {
    return new int[] {draw.size(1, 33), draw.size(1, 33) * draw.choice(1, 101)};
  }

  private static Tensor wanted(Scope s, Draw draw, int... extents) {
    return draw.flip() ? s.empty(extents) : null;
  }
}
