package org.sinopia.autograd.op;

import org.sinopia.autograd.GradientCheck.Problem;
import org.sinopia.autograd.OpSpec;
import org.sinopia.autograd.Variable;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.LossOp;
import org.sinopia.tensor.random.Draw;

/**
 * The mean over pixels of the redmean colour distance, or of its square ({@link LossOp.Redmean});
 * scalar. Differentiable in both images; the gradient, the dependence of r̄ on both included, comes
 * from the kernel.
 */
public final class Redmean extends SymmetricLoss {
  public static final OpSpec SPEC = new OpSpec("redmean", Redmean::problem);

  private final boolean squared;

  private Redmean(Variable prediction, Variable target, boolean squared) {
    super(SPEC, prediction, target);
    this.squared = squared;
  }

  /**
   * The loss.
   *
   * @param prediction [B, 3, H, W], RGB in [0, 1]
   * @param target as prediction
   */
  public static Variable of(Variable prediction, Variable target, boolean squared) {
    return new Redmean(prediction, target, squared).apply();
  }

  @Override
  LossOp kernel(Tensor of, Tensor against, Tensor loss, Tensor gradient) {
    return new LossOp.Redmean(of, against, squared, null, loss, gradient);
  }

  private static Problem problem(Scope scope, Draw draw) {
    int[] extents = {draw.size(1, 2), 3, draw.size(1, 4), draw.size(1, 4)};
    boolean squared = draw.flip();
    // The root has a kink where both colours agree; keep every channel apart.
    Tensor prediction = draw.tensorBetween(0.3, 0.7, scope, extents);
    double[] apart = prediction.toDoubles();
    double[] steps = draw.values(apart.length, 0.1, 0.3);
    for (int i = 0; i < apart.length; i++) {
      apart[i] += draw.flip() ? steps[i] : -steps[i];
    }
    return Problem.of(prediction, scope.of(apart, extents), (u, v) -> of(u, v, squared));
  }
}
