package org.sinopia.tensor.op;

import java.util.List;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.random.Draw;

/** Random 3×3 convolutions, among them images of one pixel and channels of every remainder. */
final class ConvolutionCases {
  private ConvolutionCases() {}

  static List<OpCase> all() {
    return List.of(
        new OpCase("conv3x3", ImageOp.Conv3x3.class, 1e-5, false, ConvolutionCases::forward),
        new OpCase(
            "conv3x3_backward",
            ImageOp.Conv3x3Backward.class,
            2e-5,
            false,
            ConvolutionCases::backward));
  }

  private static ImageOp.Conv3x3 forward(Scope scope, Draw draw) {
    Tensor x = image(scope, draw);
    int out = draw.size(1, 7);
    return new ImageOp.Conv3x3(
        x,
        draw.tensor(scope, out, x.shape().extent(1), 3, 3),
        draw.tensor(scope, out),
        scope.empty(x.shape().with(1, out).extents()));
  }

  private static ImageOp.Conv3x3Backward backward(Scope scope, Draw draw) {
    Tensor x = image(scope, draw);
    int out = draw.size(1, 7);
    Tensor weight = draw.tensor(scope, out, x.shape().extent(1), 3, 3);
    return new ImageOp.Conv3x3Backward(
        x,
        weight,
        draw.tensor(scope, x.shape().with(1, out).extents()),
        draw.flip() ? scope.emptyLike(x) : null,
        scope.emptyLike(weight),
        scope.empty(out));
  }

  private static Tensor image(Scope scope, Draw draw) {
    return draw.tensor(scope, draw.size(1, 3), draw.size(1, 5), draw.size(1, 40), draw.size(1, 50));
  }
}
