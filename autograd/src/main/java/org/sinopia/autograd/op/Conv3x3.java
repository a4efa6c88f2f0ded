package org.sinopia.autograd.op;

import java.util.List;
import org.sinopia.autograd.DifferentiableOp;
import org.sinopia.autograd.GradientCheck.Problem;
import org.sinopia.autograd.Gradients;
import org.sinopia.autograd.OpSpec;
import org.sinopia.autograd.Variable;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.ShapeMismatchException;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.ImageOp;
import org.sinopia.tensor.random.Draw;

/**
 * y = x convolved with 3×3 kernels, zero outside, plus a bias. With g = ∂L/∂y: ∂L/∂x is g convolved
 * with the kernels turned by 180° and their channels exchanged, ∂L/∂weight[o, i, u, v] = Σ g[b, o,
 * r, c]·x[b, i, r+u−1, c+v−1], ∂L/∂bias[o] = Σ g[b, o, r, c].
 */
public final class Conv3x3 extends DifferentiableOp {
  public static final OpSpec SPEC = new OpSpec("conv3x3", Conv3x3::problem);

  private final Variable x;
  private final Variable weight;
  private final Variable bias;

  private Conv3x3(Variable x, Variable weight, Variable bias) {
    super(SPEC, x, weight, bias);
    this.x = x;
    this.weight = weight;
    this.bias = bias;
  }

  /**
   * As {@link ImageOp.Conv3x3}; [B, O, H, W].
   *
   * @param x [B, I, H, W]
   * @param weight [O, I, 3, 3]
   * @param bias [O]
   */
  public static Variable of(Variable x, Variable weight, Variable bias) {
    return new Conv3x3(x, weight, bias).apply();
  }

  @Override
  protected Tensor forward(Scope scope) {
    if (x.shape().rank() != 4) {
      throw new ShapeMismatchException("conv3x3: x is " + x.shape() + ", expected [B, I, H, W]");
    }
    Tensor y = scope.empty(x.value().dtype(), x.shape().with(1, weight.shape().extent(0)));
    new ImageOp.Conv3x3(x.value(), weight.value(), bias.value(), y).run();
    return y;
  }

  @Override
  protected void backward(Tensor gradient, Gradients into) {
    new ImageOp.Conv3x3Backward(
            x.value(),
            weight.value(),
            gradient,
            into.of(x),
            into.orTemporary(weight),
            into.orTemporary(bias))
        .run();
  }

  private static Problem problem(Scope scope, Draw draw) {
    int in = draw.size(1, 3);
    int out = draw.size(1, 3);
    Tensor x = draw.tensor(scope, draw.size(1, 2), in, draw.size(1, 5), draw.size(1, 5));
    Tensor weight = draw.tensor(scope, out, in, 3, 3);
    Tensor bias = draw.tensor(scope, out);
    return new Problem(List.of(x, weight, bias), v -> of(v.get(0), v.get(1), v.get(2)));
  }
}
