package org.sinopia.autograd;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.sinopia.autograd.GradientCheck.Problem;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.BinaryFunction;
import org.sinopia.tensor.op.ElementwiseOp;
import org.sinopia.tensor.op.UnaryFunction;
import org.sinopia.tensor.random.Draw;

/**
 * y = f(a, b) elementwise after broadcasting ({@link Shape#broadcast}), for each {@link
 * BinaryFunction}. With g = ∂L/∂y:
 *
 * <ul>
 *   <li>a + b: g, g. a − b: g, −g. a·b: g·b, g·a. a/b: g/b, −g·y/b.
 *   <li>max(a, b): g·1[a &gt; b] for a, the rest of g for b. min(a, b): g·1[a &lt; b] for a, the
 *       rest for b.
 * </ul>
 *
 * <p>An operand that was broadcast gets the sum over the axes along which it was stretched.
 */
public final class Binary extends DifferentiableOp {
  private static final Map<BinaryFunction, OpSpec> BY_FUNCTION =
      new EnumMap<>(BinaryFunction.class);

  static {
    for (BinaryFunction function : BinaryFunction.values()) {
      String name = function.name().toLowerCase(Locale.ROOT);
      BY_FUNCTION.put(function, new OpSpec(name, (scope, draw) -> problem(function, scope, draw)));
    }
  }

  /** One for each function, named after it in lower case. */
  public static final Collection<OpSpec> SPECS =
      Collections.unmodifiableCollection(BY_FUNCTION.values());

  private final BinaryFunction function;
  private final Variable a;
  private final Variable b;
  private Tensor y;

  private Binary(BinaryFunction function, Variable a, Variable b) {
    super(BY_FUNCTION.get(function), a, b);
    this.function = function;
    this.a = a;
    this.b = b;
  }

  /** f(a, b). */
  public static Variable of(BinaryFunction function, Variable a, Variable b) {
    return new Binary(function, a, b).apply();
  }

  /** a + b. */
  public static Variable add(Variable a, Variable b) {
    return of(BinaryFunction.ADD, a, b);
  }

  /** a − b. */
  public static Variable subtract(Variable a, Variable b) {
    return of(BinaryFunction.SUBTRACT, a, b);
  }

  /** a·b. */
  public static Variable multiply(Variable a, Variable b) {
    return of(BinaryFunction.MULTIPLY, a, b);
  }

  /** a/b. */
  public static Variable divide(Variable a, Variable b) {
    return of(BinaryFunction.DIVIDE, a, b);
  }

  /** The larger. */
  public static Variable maximum(Variable a, Variable b) {
    return of(BinaryFunction.MAXIMUM, a, b);
  }

  /** The smaller. */
  public static Variable minimum(Variable a, Variable b) {
    return of(BinaryFunction.MINIMUM, a, b);
  }

  @Override
  protected Tensor forward(Scope scope) {
    y = scope.empty(a.value().dtype(), Shape.broadcast(a.shape(), b.shape()));
    new ElementwiseOp.Binary(function, a.value(), b.value(), y).run();
    return y;
  }

  @Override
  protected void backward(Tensor gradient, Gradients into) {
    if (into.wants(a)) {
      switch (function) {
        case ADD, SUBTRACT -> pass(gradient, a, into);
        case MULTIPLY ->
            contribute(a, into, t -> binary(BinaryFunction.MULTIPLY, gradient, b.value(), t));
        case DIVIDE ->
            contribute(a, into, t -> binary(BinaryFunction.DIVIDE, gradient, b.value(), t));
        case MAXIMUM, MINIMUM -> contribute(a, into, t -> chosen(gradient, t));
      }
    }
    if (into.wants(b)) {
      switch (function) {
        case ADD -> pass(gradient, b, into);
        case SUBTRACT -> contribute(b, into, t -> scale(-1, gradient, t));
        case MULTIPLY ->
            contribute(b, into, t -> binary(BinaryFunction.MULTIPLY, gradient, a.value(), t));
        case DIVIDE ->
            contribute(
                b,
                into,
                t -> {
                  binary(BinaryFunction.MULTIPLY, gradient, y, t);
                  binary(BinaryFunction.DIVIDE, t, b.value(), t);
                  scale(-1, t, t);
                });
        case MAXIMUM, MINIMUM ->
            contribute(
                b,
                into,
                t -> {
                  chosen(gradient, t);
                  binary(BinaryFunction.SUBTRACT, gradient, t, t);
                });
      }
    }
  }

  /** t = gradient where a was chosen, else 0: the derivative of relu(±(a − b)). */
  private void chosen(Tensor gradient, Tensor t) {
    boolean larger = function == BinaryFunction.MAXIMUM;
    binary(
        BinaryFunction.SUBTRACT, larger ? a.value() : b.value(), larger ? b.value() : a.value(), t);
    new ElementwiseOp.UnaryBackward(UnaryFunction.RELU, t, gradient, t).run();
  }

  private void pass(Tensor gradient, Variable operand, Gradients into) {
    if (operand.shape().equals(y.shape())) {
      into.pass(operand);
    } else {
      Broadcast.sum(gradient, into.of(operand));
    }
  }

  /**
   * Lets {@code compute} write a gradient of y's shape, and sums it where the operand was
   * broadcast.
   */
  private void contribute(Variable operand, Gradients into, Consumer<Tensor> compute) {
    if (operand.shape().equals(y.shape())) {
      compute.accept(into.of(operand));
      return;
    }
    Tensor full = into.temporary(y.shape());
    compute.accept(full);
    Broadcast.sum(full, into.of(operand));
  }

  private static void binary(BinaryFunction function, Tensor a, Tensor b, Tensor y) {
    new ElementwiseOp.Binary(function, a, b, y).run();
  }

  private static void scale(double factor, Tensor x, Tensor y) {
    new ElementwiseOp.Axpby(factor, x, 0, y).run();
  }

  private static Problem problem(BinaryFunction function, Scope scope, Draw draw) {
    int p = draw.size(1, 3);
    int q = draw.size(1, 4);
    int r = draw.size(1, 5);
    int[] full = {p, q, r};
    int[] part =
        draw.choice(
            full,
            new int[] {r},
            new int[] {q, 1},
            new int[] {p, 1, r},
            new int[] {1, q, 1},
            new int[0]);
    boolean swap = draw.flip();
    int[] extentsA = swap ? part : full;
    int[] extentsB = swap ? full : part;
    boolean kinked = function == BinaryFunction.MAXIMUM || function == BinaryFunction.MINIMUM;
    Tensor a =
        kinked ? SmoothPoints.nearGrid(scope, draw, 0, extentsA) : draw.tensor(scope, extentsA);
    Tensor b =
        kinked
            ? SmoothPoints.nearGrid(scope, draw, 0.25, extentsB)
            : SmoothPoints.awayFromZero(scope, draw, 0.4, 2, extentsB);
    return Problem.of(a, b, (u, v) -> of(function, u, v));
  }
}
