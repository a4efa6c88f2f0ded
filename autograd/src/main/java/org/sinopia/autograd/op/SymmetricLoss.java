package org.sinopia.autograd.op;

import org.sinopia.autograd.DifferentiableOp;
import org.sinopia.autograd.Gradients;
import org.sinopia.autograd.OpSpec;
import org.sinopia.autograd.Variable;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.BinaryFunction;
import org.sinopia.tensor.op.ElementwiseOp;
import org.sinopia.tensor.op.LossOp;

/**
 * A scalar loss l(p, t) = l(t, p) whose kernel gives ∂l/∂(its first argument) in the same pass. The
 * gradient by the second is that of the first with both exchanged. The backward multiplies what the
 * forward kept by ∂L/∂l.
 */
abstract class SymmetricLoss extends DifferentiableOp {
  private final Variable prediction;
  private final Variable target;
  private Tensor byPrediction;
  private Tensor byTarget;

  SymmetricLoss(OpSpec spec, Variable prediction, Variable target) {
    super(spec, prediction, target);
    this.prediction = prediction;
    this.target = target;
  }

  /**
   * The kernel.
   *
   * @param gradient ∂loss/∂of, or null if not wanted
   */
  abstract LossOp kernel(Tensor of, Tensor against, Tensor loss, Tensor gradient);

  @Override
  protected final Tensor forward(Scope scope) {
    Tensor loss = scope.empty();
    byPrediction = prediction.differentiable() ? scope.emptyLike(prediction.value()) : null;
    kernel(prediction.value(), target.value(), loss, byPrediction).run();
    if (target.differentiable()) {
      byTarget = scope.emptyLike(target.value());
      kernel(target.value(), prediction.value(), scope.empty(), byTarget).run();
    }
    return loss;
  }

  @Override
  protected final void backward(Tensor gradient, Gradients into) {
    scale(byPrediction, gradient, into.of(prediction));
    scale(byTarget, gradient, into.of(target));
  }

  /**
   * result = unit · the scalar gradient, without reading it on the host; nothing if no result is
   * wanted.
   */
  static void scale(Tensor unit, Tensor gradient, Tensor result) {
    if (result != null) {
      new ElementwiseOp.Binary(BinaryFunction.MULTIPLY, unit, gradient, result).run();
    }
  }
}
