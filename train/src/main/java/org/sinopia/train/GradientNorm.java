package org.sinopia.train;

import java.util.List;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.ElementwiseOp;
import org.sinopia.tensor.op.ReduceFunction;
import org.sinopia.tensor.op.ReductionOp;
import org.sinopia.tensor.op.UnaryFunction;

/** The Euclidean norm of all gradients together. It stays on the device: nothing waits for it. */
final class GradientNorm {
  private GradientNorm() {}

  /**
   * The norm, a scalar in {@code scope}. Infinite if the sum of squares exceeds the device's real
   * type, NaN if a gradient is.
   *
   * @param gradients of any shape
   * @param scope also holds a temporary of that shape
   */
  public static Tensor of(Tensor gradients, Scope scope) {
    Tensor squares = scope.emptyLike(gradients);
    new ElementwiseOp.Unary(UnaryFunction.SQUARE, gradients, squares).run();
    Tensor norm = scope.empty(gradients.dtype(), Shape.of());
    new ReductionOp.Reduce(ReduceFunction.SUM, squares, List.of(), norm).run();
    new ElementwiseOp.Unary(UnaryFunction.SQRT, norm, norm).run();
    return norm;
  }
}
