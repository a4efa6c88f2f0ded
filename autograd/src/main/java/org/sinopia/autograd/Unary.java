package org.sinopia.autograd;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.sinopia.autograd.GradientCheck.Problem;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.ElementwiseOp;
import org.sinopia.tensor.op.UnaryFunction;
import org.sinopia.tensor.random.Draw;

/** y = f(x) elementwise, for each {@link UnaryFunction}. ∂L/∂x = ∂L/∂y · f′(x). */
public final class Unary extends DifferentiableOp {
  private static final Map<UnaryFunction, OpSpec> BY_FUNCTION = new EnumMap<>(UnaryFunction.class);

  static {
    for (UnaryFunction function : UnaryFunction.values()) {
      String name = function.name().toLowerCase(Locale.ROOT);
      BY_FUNCTION.put(function, new OpSpec(name, (scope, draw) -> problem(function, scope, draw)));
    }
  }

  /** One for each function, named after it in lower case. */
  public static final Collection<OpSpec> SPECS =
      Collections.unmodifiableCollection(BY_FUNCTION.values());

  private final UnaryFunction function;
  private final Variable x;

  private Unary(UnaryFunction function, Variable x) {
    super(BY_FUNCTION.get(function), x);
    this.function = function;
    this.x = x;
  }

  /** f(x). */
  public static Variable of(UnaryFunction function, Variable x) {
    return new Unary(function, x).apply();
  }

  /** −x. */
  public static Variable negate(Variable x) {
    return of(UnaryFunction.NEGATE, x);
  }

  /** |x|. */
  public static Variable abs(Variable x) {
    return of(UnaryFunction.ABS, x);
  }

  /** eˣ. */
  public static Variable exp(Variable x) {
    return of(UnaryFunction.EXP, x);
  }

  /** Natural logarithm. */
  public static Variable log(Variable x) {
    return of(UnaryFunction.LOG, x);
  }

  /** √x. */
  public static Variable sqrt(Variable x) {
    return of(UnaryFunction.SQRT, x);
  }

  /** x². */
  public static Variable square(Variable x) {
    return of(UnaryFunction.SQUARE, x);
  }

  /** 1/x. */
  public static Variable reciprocal(Variable x) {
    return of(UnaryFunction.RECIPROCAL, x);
  }

  /** 1/(1+e⁻ˣ). */
  public static Variable sigmoid(Variable x) {
    return of(UnaryFunction.SIGMOID, x);
  }

  /** Hyperbolic tangent. */
  public static Variable tanh(Variable x) {
    return of(UnaryFunction.TANH, x);
  }

  /** max(x, 0). */
  public static Variable relu(Variable x) {
    return of(UnaryFunction.RELU, x);
  }

  /** {@link UnaryFunction#SELU}. */
  public static Variable selu(Variable x) {
    return of(UnaryFunction.SELU, x);
  }

  /** {@link UnaryFunction#GELU}. */
  public static Variable gelu(Variable x) {
    return of(UnaryFunction.GELU, x);
  }

  @Override
  protected Tensor forward(Scope scope) {
    Tensor y = scope.emptyLike(x.value());
    new ElementwiseOp.Unary(function, x.value(), y).run();
    return y;
  }

  @Override
  protected void backward(Tensor gradient, Gradients into) {
    new ElementwiseOp.UnaryBackward(function, x.value(), gradient, into.of(x)).run();
  }

  private static Problem problem(UnaryFunction function, Scope scope, Draw draw) {
    int[] extents = {draw.size(1, 5), draw.size(1, 7)};
    Tensor x =
        switch (function) {
          case LOG, SQRT -> draw.tensorBetween(0.3, 2.5, scope, extents);
          case ABS, RELU, SELU, RECIPROCAL ->
              SmoothPoints.awayFromZero(scope, draw, 0.3, 2, extents);
          default -> draw.tensor(scope, extents);
        };
    return Problem.of(x, v -> of(function, v));
  }
}
