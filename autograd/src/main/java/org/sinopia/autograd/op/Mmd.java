package org.sinopia.autograd.op;

import org.sinopia.autograd.GradientCheck.Problem;
import org.sinopia.autograd.OpSpec;
import org.sinopia.autograd.Variable;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.LossOp;
import org.sinopia.tensor.random.Draw;

/**
 * Squared maximum mean discrepancy between samples and a prior under inverse multiquadratic kernels
 * ({@link LossOp.Mmd}; Gretton et al. 2012, InfoVAE arXiv 1706.02262); scalar. With k′ the
 * derivative of k by |a−b|²: ∂l/∂z_i = 4·(mean_j k′(z_i, z_j)·(z_i − z_j) − mean_j k′(z_i,
 * p_j)·(z_i − p_j))/n.
 */
public final class Mmd extends SymmetricLoss {
  public static final OpSpec SPEC = new OpSpec("mmd", Mmd::problem);

  private Mmd(Variable z, Variable prior) {
    super(SPEC, z, prior);
  }

  /**
   * The loss.
   *
   * @param z [n, d]
   * @param prior [m, d]
   */
  public static Variable of(Variable z, Variable prior) {
    return new Mmd(z, prior).apply();
  }

  @Override
  LossOp kernel(Tensor of, Tensor against, Tensor loss, Tensor gradient) {
    return new LossOp.Mmd(of, against, loss, gradient);
  }

  private static Problem problem(Scope scope, Draw draw) {
    int d = draw.size(1, 5);
    return Problem.of(
        draw.tensor(scope, draw.size(1, 6), d), draw.tensor(scope, draw.size(1, 6), d), Mmd::of);
  }
}
