package org.sinopia.autograd.op;

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
 * y = the means of 2×2 pixels, an odd last row or column left out. ∂L/∂x = ¼·∂L/∂y at each pixel
 * that was pooled, 0 elsewhere.
 */
public final class MeanPool2 extends DifferentiableOp {
  public static final OpSpec SPEC = new OpSpec("mean_pool2", MeanPool2::problem);

  private final Variable x;

  private MeanPool2(Variable x) {
    super(SPEC, x);
    this.x = x;
  }

  /**
   * As {@link ImageOp.MeanPool2}; [B, C, ⌊H/2⌋, ⌊W/2⌋].
   *
   * @param x [B, C, H, W], H and W at least 2
   */
  public static Variable of(Variable x) {
    return new MeanPool2(x).apply();
  }

  @Override
  protected Tensor forward(Scope scope) {
    int[] e = x.shape().extents();
    if (e.length != 4 || e[2] < 2 || e[3] < 2) {
      throw new ShapeMismatchException(
          "mean_pool2: x is " + x.shape() + ", expected [B, C, H, W] with sides of at least 2");
    }
    Tensor y = scope.empty(e[0], e[1], e[2] / 2, e[3] / 2);
    new ImageOp.MeanPool2(x.value(), y).run();
    return y;
  }

  @Override
  protected void backward(Tensor gradient, Gradients into) {
    new ImageOp.MeanPool2Backward(gradient, into.of(x)).run();
  }

  private static Problem problem(Scope scope, Draw draw) {
    Tensor x =
        draw.tensor(scope, draw.size(1, 2), draw.size(1, 3), draw.size(2, 7), draw.size(2, 7));
    return Problem.of(x, MeanPool2::of);
  }
}
