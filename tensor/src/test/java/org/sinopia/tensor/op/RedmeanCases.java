package org.sinopia.tensor.op;

import java.util.List;
import org.sinopia.tensor.Draw;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;

/** The redmean loss on drawn images. */
final class RedmeanCases {
  private RedmeanCases() {}

  static List<OpCase> all() {
    return List.of(
        new OpCase("redmean", LossOp.Redmean.class, 1e-5, false, (s, d) -> redmean(s, d, d.flip())),
        new OpCase(
            "redmean without gradient",
            LossOp.Redmean.class,
            1e-5,
            true,
            (s, d) -> redmean(s, d, false)));
  }

  private static Op redmean(Scope scope, Draw draw, boolean gradient) {
    int batch = draw.size(1, 3);
    int[] extents = {batch, 3, draw.size(1, 150), draw.size(1, 150)};
    Tensor prediction = draw.tensor(scope, 0, 1, extents);
    Tensor target = draw.tensor(scope, 0, 1, extents);
    boolean map = draw.flip();
    return new LossOp.Redmean(
        prediction,
        target,
        draw.flip(),
        map ? scope.empty(batch, extents[2], extents[3]) : null,
        scope.empty(),
        gradient ? scope.empty(extents) : null);
  }
}
