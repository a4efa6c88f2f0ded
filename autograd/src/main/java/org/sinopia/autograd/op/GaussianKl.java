package org.sinopia.autograd.op;

import org.sinopia.autograd.DifferentiableOp;
import org.sinopia.autograd.GradientCheck.Problem;
import org.sinopia.autograd.Gradients;
import org.sinopia.autograd.OpSpec;
import org.sinopia.autograd.Variable;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.LossOp;
import org.sinopia.tensor.random.Draw;

/**
 * Kullback–Leibler divergence of N(μ, σ²) from N(0, I), the mean over rows ({@link
 * LossOp.GaussianKl}; Kingma and Welling 2013, arXiv 1312.6114, appendix B); scalar. ∂l/∂μ = μ/B,
 * ∂l/∂(log σ²) = ½(σ² − 1)/B.
 */
public final class GaussianKl extends DifferentiableOp {
  public static final OpSpec SPEC = new OpSpec("gaussian_kl", GaussianKl::problem);

  private final Variable mu;
  private final Variable logvar;
  private Tensor byMu;
  private Tensor byLogvar;

  private GaussianKl(Variable mu, Variable logvar) {
    super(SPEC, mu, logvar);
    this.mu = mu;
    this.logvar = logvar;
  }

  /**
   * The loss.
   *
   * @param mu [B, d]
   * @param logvar [B, d], log σ²
   */
  public static Variable of(Variable mu, Variable logvar) {
    return new GaussianKl(mu, logvar).apply();
  }

  @Override
  protected Tensor forward(Scope scope) {
    Tensor loss = scope.empty();
    byMu = mu.differentiable() ? scope.emptyLike(mu.value()) : null;
    byLogvar = logvar.differentiable() ? scope.emptyLike(logvar.value()) : null;
    new LossOp.GaussianKl(mu.value(), logvar.value(), loss, byMu, byLogvar).run();
    return loss;
  }

  @Override
  protected void backward(Tensor gradient, Gradients into) {
    SymmetricLoss.scale(byMu, gradient, into.of(mu));
    SymmetricLoss.scale(byLogvar, gradient, into.of(logvar));
  }

  private static Problem problem(Scope scope, Draw draw) {
    int[] extents = {draw.size(1, 5), draw.size(1, 6)};
    return Problem.of(draw.tensor(scope, extents), draw.tensor(scope, extents), GaussianKl::of);
  }
}
