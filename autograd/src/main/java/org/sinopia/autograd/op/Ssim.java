package org.sinopia.autograd.op;

import org.sinopia.autograd.DifferentiableOp;
import org.sinopia.autograd.GradientCheck.Problem;
import org.sinopia.autograd.Gradients;
import org.sinopia.autograd.OpSpec;
import org.sinopia.autograd.Variable;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.SimilarityOp;
import org.sinopia.tensor.random.Draw;

/**
 * Structural similarity of each pair of images (Wang et al. 2004), differentiable in both, since it
 * is symmetric in them. ∂L/∂a at a pixel: ∂L/∂similarity of its image times the derivative of the
 * mean over all windows that see the pixel.
 */
public final class Ssim extends DifferentiableOp {
  public static final OpSpec SPEC = new OpSpec("ssim", Ssim::problem);

  private final Variable a;
  private final Variable b;

  private Ssim(Variable a, Variable b) {
    super(SPEC, a, b);
    this.a = a;
    this.b = b;
  }

  /**
   * As {@link SimilarityOp.Ssim}; [B].
   *
   * @param a [B, C, H, W] in [0, 1], sides at least 6
   * @param b as a
   */
  public static Variable of(Variable a, Variable b) {
    return new Ssim(a, b).apply();
  }

  @Override
  protected Tensor forward(Scope scope) {
    Tensor perImage = scope.empty(a.shape().extent(0));
    new SimilarityOp.Ssim(a.value(), b.value(), perImage).run();
    return perImage;
  }

  @Override
  protected void backward(Tensor gradient, Gradients into) {
    if (into.wants(a)) {
      new SimilarityOp.SsimBackward(a.value(), b.value(), gradient, into.of(a)).run();
    }
    if (into.wants(b)) {
      new SimilarityOp.SsimBackward(b.value(), a.value(), gradient, into.of(b)).run();
    }
  }

  private static Problem problem(Scope scope, Draw draw) {
    int[] extents = {draw.size(1, 2), draw.size(1, 2), draw.size(6, 13), draw.size(6, 13)};
    return Problem.of(
        draw.tensorBetween(0, 1, scope, extents),
        draw.tensorBetween(0, 1, scope, extents),
        Ssim::of);
  }
}
