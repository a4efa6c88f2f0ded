package org.sinopia.tensor.op;

import java.util.List;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.op.OptimiserOp.AdamW;
import org.sinopia.tensor.random.Draw;

/** Instances of parameter updates. */
final class OptimiserCases {
  private OptimiserCases() {}

  static List<OpCase> all() {
    return List.of(new OpCase("adam_w", AdamW.class, 1e-6, false, OptimiserCases::adamW));
  }

  private static Op adamW(Scope s, Draw draw) {
    int[] extents =
        draw.flip()
            ? new int[] {draw.size(1, 100)}
            : new int[] {draw.size(1, 33) * 61, draw.size(1, 40)};
    return new AdamW(
        draw.tensor(s, extents),
        draw.tensor(s, extents),
        draw.tensor(s, extents),
        draw.tensorBetween(0, 2, s, extents),
        draw.value(0, 0.01),
        0.9,
        draw.choice(0.95, 0.999),
        1e-8,
        draw.choice(0.0, 0.05),
        draw.choice(1L, 2L, 1000L, 1_000_000L),
        draw.flip() ? draw.tensorBetween(0, 5, s) : null,
        draw.value(0.5, 2));
  }
}
