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
 * Multi-scale structural similarity of each pair of images (Wang, Simoncelli, Bovik 2003), Π
 * max(cs_s, 0)^w_s, differentiable in both, since it is symmetric in them. The gradient of an image
 * with a negative factor is 0.
 */
public final class MsSsim extends DifferentiableOp {
  public static final OpSpec SPEC = new OpSpec("ms_ssim", MsSsim::problem);

  private final Variable a;
  private final Variable b;
  private final int scales;

  private MsSsim(Variable a, Variable b, int scales) {
    super(SPEC, a, b);
    this.a = a;
    this.b = b;
    this.scales = scales;
  }

  /**
   * As {@link SimilarityOp.MsSsim}; [B].
   *
   * @param a [B, C, H, W] in [0, 1], sides at least 11·2^(scales−1)
   * @param b as a
   * @param scales 1 to 5
   */
  public static Variable of(Variable a, Variable b, int scales) {
    return new MsSsim(a, b, scales).apply();
  }

  @Override
  protected Tensor forward(Scope scope) {
    Tensor perImage = scope.empty(a.shape().extent(0));
    new SimilarityOp.MsSsim(a.value(), b.value(), scales, perImage).run();
    return perImage;
  }

  @Override
  protected void backward(Tensor gradient, Gradients into) {
    if (into.wants(a)) {
      new SimilarityOp.MsSsimBackward(a.value(), b.value(), scales, gradient, into.of(a)).run();
    }
    if (into.wants(b)) {
      new SimilarityOp.MsSsimBackward(b.value(), a.value(), scales, gradient, into.of(b)).run();
    }
  }

  private static Problem problem(Scope scope, Draw draw) {
    int scales = draw.size(1, 2);
    int least = 11 << (scales - 1);
    int[] extents = {
      draw.size(1, 2), draw.size(1, 2), draw.size(least, least + 3), draw.size(least, least + 3)
    };
    Tensor a = draw.tensorBetween(0, 1, scope, extents);
    // Images that resemble each other, so that no factor is near the clip at 0.
    double[] near = a.toDoubles();
    double[] noise = draw.values(near.length, 0, 0.5);
    for (int i = 0; i < near.length; i++) {
      near[i] = 0.5 * near[i] + noise[i];
    }
    return Problem.of(a, scope.of(near, extents), (u, v) -> of(u, v, scales));
  }
}
