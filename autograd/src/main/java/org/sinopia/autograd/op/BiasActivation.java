package org.sinopia.autograd.op;

import java.util.List;
import org.sinopia.autograd.DifferentiableOp;
import org.sinopia.autograd.GradientCheck.Problem;
import org.sinopia.autograd.Gradients;
import org.sinopia.autograd.OpSpec;
import org.sinopia.autograd.SmoothPoints;
import org.sinopia.autograd.Variable;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.Dropout;
import org.sinopia.tensor.op.ElementwiseOp;
import org.sinopia.tensor.op.UnaryFunction;
import org.sinopia.tensor.random.Draw;

/**
 * y = dropout(f(x + bias)). With g = dropout′(∂L/∂y)·f′(x + bias): ∂L/∂x = g, ∂L/∂bias = the sum of
 * g over all leading axes. Dropout keeps or drops by its seed and stream, so the same elements both
 * ways.
 */
public final class BiasActivation extends DifferentiableOp {
  public static final OpSpec SPEC = new OpSpec("bias_activation", BiasActivation::problem);

  private final UnaryFunction function;
  private final Variable x;
  private final Variable bias;
  private final Dropout dropout;

  private BiasActivation(UnaryFunction function, Variable x, Variable bias, Dropout dropout) {
    super(SPEC, x, bias);
    this.function = function;
    this.x = x;
    this.bias = bias;
    this.dropout = dropout;
  }

  /**
   * As {@link ElementwiseOp.BiasActivation}.
   *
   * @param x [… , d]
   * @param bias [d], or null for none
   */
  public static Variable of(UnaryFunction function, Variable x, Variable bias, Dropout dropout) {
    return new BiasActivation(function, x, bias, dropout).apply();
  }

  @Override
  protected Tensor forward(Scope scope) {
    Tensor y = scope.emptyLike(x.value());
    new ElementwiseOp.BiasActivation(function, x.value(), valueOf(bias), dropout, y).run();
    return y;
  }

  @Override
  protected void backward(Tensor gradient, Gradients into) {
    new ElementwiseOp.BiasActivationBackward(
            function,
            x.value(),
            valueOf(bias),
            dropout,
            gradient,
            into.orTemporary(x),
            into.of(bias))
        .run();
  }

  private static Tensor valueOf(Variable optional) {
    return optional == null ? null : optional.value();
  }

  private static Problem problem(Scope scope, Draw draw) {
    UnaryFunction function =
        draw.choice(UnaryFunction.SELU, UnaryFunction.GELU, UnaryFunction.RELU, UnaryFunction.TANH);
    long seed = draw.seed();
    Dropout dropout =
        draw.choice(Dropout.NONE, Dropout.standard(0.4, seed, 3), Dropout.alpha(0.3, seed, 1));
    int rows = draw.size(1, 5);
    int d = draw.size(1, 6);
    if (draw.flip()) {
      Tensor x = SmoothPoints.awayFromZero(scope, draw, 0.3, 2, draw.size(1, 2), rows, d);
      return Problem.of(x, v -> of(function, v, null, dropout));
    }
    // Kinks are where x + bias is 0; a grid with a gap at 0, less a grid, has none there.
    Tensor x = SmoothPoints.nearGrid(scope, draw, 0.25, rows, d);
    Tensor bias = SmoothPoints.nearGrid(scope, draw, 0, d);
    return new Problem(List.of(x, bias), v -> of(function, v.get(0), v.get(1), dropout));
  }
}
