package org.sinopia.train;

import java.util.List;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.BinaryFunction;
import org.sinopia.tensor.op.ElementwiseOp;
import org.sinopia.tensor.op.ReduceFunction;
import org.sinopia.tensor.op.ReductionOp;
import org.sinopia.tensor.op.UnaryFunction;

/**
 * The Euclidean norm of all gradients together, and clipping to it (Pascanu, Mikolov, Bengio 2012,
 * arXiv 1211.5063, algorithm 1). Everything stays on the device: nothing waits for the host.
 */
final class GradientNorm {
  /** Added to the norm before it divides, as PyTorch does. */
  static final double EPSILON = 1e-6;

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

  /**
   * Multiplies gradients by min(1, maxNorm/(norm + 10⁻⁶)), in place.
   *
   * @param norm a scalar, from {@link #of}
   * @param maxNorm above 0
   */
  public static void clip(Tensor gradients, Tensor norm, double maxNorm, Scope scope) {
    Tensor scale = scope.scalar(EPSILON);
    new ElementwiseOp.Binary(BinaryFunction.ADD, norm, scale, scale).run();
    new ElementwiseOp.Binary(BinaryFunction.DIVIDE, scope.scalar(maxNorm), scale, scale).run();
    new ElementwiseOp.Binary(BinaryFunction.MINIMUM, scale, scope.scalar(1), scale).run();
    new ElementwiseOp.Binary(BinaryFunction.MULTIPLY, gradients, scale, gradients).run();
  }
}
