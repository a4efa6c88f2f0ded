package org.sinopia.tensor.op;

import java.util.List;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.NormalisationOp.LayerNorm;
import org.sinopia.tensor.op.NormalisationOp.LayerNormBackward;
import org.sinopia.tensor.op.NormalisationOp.Softmax;
import org.sinopia.tensor.op.NormalisationOp.SoftmaxBackward;
import org.sinopia.tensor.random.Draw;

/** Instances of normalisations. */
final class NormalisationCases {
  private NormalisationCases() {}

  static List<OpCase> all() {
    return List.of(
        new OpCase("softmax", Softmax.class, 1e-6, true, NormalisationCases::softmax),
        new OpCase(
            "softmax_backward",
            SoftmaxBackward.class,
            2e-6,
            false,
            NormalisationCases::softmaxBackward),
        new OpCase("layer_norm", LayerNorm.class, 1e-4, false, NormalisationCases::layerNorm),
        new OpCase(
            "layer_norm_backward",
            LayerNormBackward.class,
            1e-5,
            false,
            NormalisationCases::layerNormBackward));
  }

  private static Op softmax(Scope s, Draw draw) {
    Tensor x = draw.tensorBetween(-20, 20, s, extents(draw));
    return new Softmax(x, draw.flip() ? x : s.emptyLike(x));
  }

  private static Op softmaxBackward(Scope s, Draw draw) {
    int[] extents = extents(draw);
    Tensor y = draw.tensorBetween(0, 1, s, extents);
    Tensor gradY = draw.tensor(s, extents);
    return new SoftmaxBackward(y, gradY, draw.choice(y, gradY, s.emptyLike(y)));
  }

  private static Op layerNorm(Scope s, Draw draw) {
    int[] extents = extents(draw);
    int d = extents[extents.length - 1];
    double centre = draw.choice(0.0, -3.0);
    Tensor x = draw.tensorBetween(centre - 2, centre + 2, s, extents);
    Tensor mean = s.empty(s.device().real(), x.shape().dropInner(1));
    return new LayerNorm(
        x,
        draw.tensor(s, d),
        draw.tensor(s, d),
        draw.choice(1e-5, 1e-2),
        draw.flip() ? x : s.emptyLike(x),
        mean,
        s.emptyLike(mean));
  }

  private static Op layerNormBackward(Scope s, Draw draw) {
    int[] extents = extents(draw);
    int d = extents[extents.length - 1];
    Tensor x = draw.tensor(s, extents);
    Tensor gradY = draw.tensor(s, extents);
    int[] outer = x.shape().dropInner(1).extents();
    Tensor gradX = draw.choice(null, x, gradY, s.emptyLike(x));
    return new LayerNormBackward(
        x,
        draw.tensor(s, d),
        draw.tensor(s, outer),
        draw.tensorBetween(0.5, 2, s, outer),
        gradY,
        gradX,
        s.empty(d),
        s.empty(d),
        gradX != null && draw.flip() ? draw.tensor(s, extents) : null);
  }

  /** Sometimes enough for several pieces. */
  private static int[] extents(Draw draw) {
    return switch (draw.choice(0, 1, 2, 3)) {
      case 0 -> new int[] {draw.size(1, 70)};
      case 1 -> new int[] {draw.size(1, 5), draw.size(1, 9), draw.size(1, 70)};
      case 2 -> new int[] {draw.size(1, 33) * 31, draw.size(1, 40)};
      default -> new int[] {draw.size(1, 33), 13 * draw.size(1, 200)};
    };
  }
}
