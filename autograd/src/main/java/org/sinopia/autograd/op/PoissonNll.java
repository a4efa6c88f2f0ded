package org.sinopia.autograd.op;

import org.sinopia.autograd.DifferentiableOp;
import org.sinopia.autograd.GradientCheck.Problem;
import org.sinopia.autograd.Gradients;
import org.sinopia.autograd.OpSpec;
import org.sinopia.autograd.Variable;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.BinaryFunction;
import org.sinopia.tensor.op.ElementwiseOp;
import org.sinopia.tensor.op.LossOp;
import org.sinopia.tensor.random.Draw;

/**
 * Negative log-likelihood of counts under Poisson rates e^x, without its constant: l = mean(e^x −
 * t·x); scalar. ∂l/∂x = (e^x − t)/n, ∂l/∂t = −x/n.
 */
public final class PoissonNll extends DifferentiableOp {
  public static final OpSpec SPEC = new OpSpec("poisson_nll", PoissonNll::problem);

  private final Variable logRate;
  private final Variable target;
  private Tensor byLogRate;

  private PoissonNll(Variable logRate, Variable target) {
    super(SPEC, logRate, target);
    this.logRate = logRate;
    this.target = target;
  }

  /** The loss of log rates x and counts t of one shape. */
  public static Variable of(Variable logRate, Variable target) {
    return new PoissonNll(logRate, target).apply();
  }

  @Override
  protected Tensor forward(Scope scope) {
    Tensor loss = scope.empty();
    byLogRate = logRate.differentiable() ? scope.emptyLike(logRate.value()) : null;
    new LossOp.PoissonNll(logRate.value(), target.value(), loss, byLogRate).run();
    return loss;
  }

  @Override
  protected void backward(Tensor gradient, Gradients into) {
    SymmetricLoss.scale(byLogRate, gradient, into.of(logRate));
    if (into.wants(target)) {
      Tensor byTarget = into.of(target);
      new ElementwiseOp.Axpby(-1.0 / target.value().elements(), logRate.value(), 0, byTarget).run();
      new ElementwiseOp.Binary(BinaryFunction.MULTIPLY, byTarget, gradient, byTarget).run();
    }
  }

  private static Problem problem(Scope scope, Draw draw) {
    int[] extents = {draw.size(1, 5), draw.size(1, 6)};
    return Problem.of(
        draw.tensor(scope, extents), draw.tensorBetween(0, 6, scope, extents), PoissonNll::of);
  }
}
