package org.sinopia.autograd.op;

import org.sinopia.autograd.GradientCheck.Problem;
import org.sinopia.autograd.OpSpec;
import org.sinopia.autograd.Variable;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.LossOp;
import org.sinopia.tensor.random.Draw;

/**
 * l = the mean over all elements of (prediction − target)²; scalar. ∂l/∂prediction = 2(prediction −
 * target)/n = −∂l/∂target.
 */
public final class MeanSquaredError extends SymmetricLoss {
  public static final OpSpec SPEC = new OpSpec("mean_squared_error", MeanSquaredError::problem);

  private MeanSquaredError(Variable prediction, Variable target) {
    super(SPEC, prediction, target);
  }

  /** The loss of two variables of one shape. */
  public static Variable of(Variable prediction, Variable target) {
    return new MeanSquaredError(prediction, target).apply();
  }

  @Override
  LossOp kernel(Tensor of, Tensor against, Tensor loss, Tensor gradient) {
    return new LossOp.MeanSquaredError(of, against, loss, gradient);
  }

  private static Problem problem(Scope scope, Draw draw) {
    int[] extents = {draw.size(1, 5), draw.size(1, 6)};
    return Problem.of(
        draw.tensor(scope, extents), draw.tensor(scope, extents), MeanSquaredError::of);
  }
}
