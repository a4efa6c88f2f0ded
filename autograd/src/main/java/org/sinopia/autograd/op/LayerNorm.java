package org.sinopia.autograd.op;

import java.util.List;
import org.sinopia.autograd.DifferentiableOp;
import org.sinopia.autograd.GradientCheck.Problem;
import org.sinopia.autograd.Gradients;
import org.sinopia.autograd.OpSpec;
import org.sinopia.autograd.Variable;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.NormalisationOp;
import org.sinopia.tensor.random.Draw;

/**
 * y = x̂·gamma + beta over the innermost axis, x̂ = (x − mean)·rstd (Ba, Kiros, Hinton 2016, arXiv
 * 1607.06450). With g = ∂L/∂y·gamma: ∂L/∂x = rstd·(g − mean(g) − x̂·mean(g·x̂)), ∂L/∂gamma = Σ
 * ∂L/∂y·x̂, ∂L/∂beta = Σ ∂L/∂y.
 */
public final class LayerNorm extends DifferentiableOp {
  public static final OpSpec SPEC = new OpSpec("layer_norm", LayerNorm::problem);

  private final Variable x;
  private final Variable gamma;
  private final Variable beta;
  private final double epsilon;
  private Tensor mean;
  private Tensor rstd;

  private LayerNorm(Variable x, Variable gamma, Variable beta, double epsilon) {
    super(SPEC, x, gamma, beta);
    this.x = x;
    this.gamma = gamma;
    this.beta = beta;
    this.epsilon = epsilon;
  }

  /**
   * As {@link NormalisationOp.LayerNorm}.
   *
   * @param x [… , d]
   * @param gamma [d]
   * @param beta [d]
   */
  public static Variable of(Variable x, Variable gamma, Variable beta, double epsilon) {
    return new LayerNorm(x, gamma, beta, epsilon).apply();
  }

  @Override
  protected Tensor forward(Scope scope) {
    Tensor y = scope.emptyLike(x.value());
    mean = scope.empty(y.dtype(), x.shape().dropInner(1));
    rstd = scope.emptyLike(mean);
    new NormalisationOp.LayerNorm(x.value(), gamma.value(), beta.value(), epsilon, y, mean, rstd)
        .run();
    return y;
  }

  @Override
  protected void backward(Tensor gradient, Gradients into) {
    Gradients.Sum byX = into.sum(x);
    new NormalisationOp.LayerNormBackward(
            x.value(),
            gamma.value(),
            mean,
            rstd,
            gradient,
            byX.out(),
            into.orTemporary(gamma),
            into.orTemporary(beta),
            byX.before())
        .run();
  }

  private static Problem problem(Scope scope, Draw draw) {
    int d = draw.size(1, 7);
    // A small ε would make the function of two close numbers too steep for a finite difference.
    double epsilon = draw.value(0.02, 0.1);
    Tensor x = draw.tensor(scope, draw.size(1, 3), draw.size(1, 3), d);
    Tensor gamma = draw.tensor(scope, d);
    Tensor beta = draw.tensor(scope, d);
    return new Problem(List.of(x, gamma, beta), v -> of(v.get(0), v.get(1), v.get(2), epsilon));
  }
}
