package org.sinopia.tensor.op;

import java.util.List;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.random.Draw;

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
    int height = draw.size(1, 150);
    int width = draw.size(1, 150);
    int[] extents = {batch, 3, height, width};
    boolean map = draw.flip();
    return new LossOp.Redmean(
        image(scope, draw, extents),
        image(scope, draw, extents),
        draw.flip(),
        map ? scope.empty(batch, height, width) : null,
        scope.empty(),
        gradient ? scope.empty(extents) : null);
  }

  /**
   * Red stays in range but for NaN: it weighs the others, and with huge weights of opposite sign d²
   * would be what rounding leaves.
   */
  private static Tensor image(Scope scope, Draw draw, int[] extents) {
    int area = extents[2] * extents[3];
    double[] pixels = draw.values(extents[0] * 3 * area, 0, 1);
    for (int i = 0; i < pixels.length; i++) {
      boolean red = i / area % 3 == 0;
      if (red && Math.abs(pixels[i]) > 1) {
        pixels[i] = Double.NaN;
      }
    }
    return scope.of(pixels, extents);
  }
}
