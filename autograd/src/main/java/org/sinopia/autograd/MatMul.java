package org.sinopia.autograd;

import org.sinopia.autograd.GradientCheck.Problem;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.ShapeMismatchException;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.MatrixOp.Gemm;
import org.sinopia.tensor.random.Draw;

/**
 * c = α · op(a) · op(b), where op transposes the innermost two axes if asked. With g = ∂L/∂c:
 * ∂L/∂op(a) = α·g·op(b)ᵀ, ∂L/∂op(b) = α·op(a)ᵀ·g; of an operand that was transposed the transpose
 * of that. A matrix b shared by all leading axes of a gathers the sum over them, as one product
 * with all rows of a.
 */
public final class MatMul extends DifferentiableOp {
  public static final OpSpec SPEC = new OpSpec("matmul", MatMul::problem);

  private final Variable a;
  private final boolean transposeA;
  private final Variable b;
  private final boolean transposeB;
  private final double alpha;

  private MatMul(Variable a, boolean transposeA, Variable b, boolean transposeB, double alpha) {
    super(SPEC, a, b);
    this.a = a;
    this.transposeA = transposeA;
    this.b = b;
    this.transposeB = transposeB;
    this.alpha = alpha;
  }

  /**
   * α · op(a) · op(b).
   *
   * @param a [… , m, k], or [… , k, m] transposed
   * @param b [… , k, n], or [… , n, k] transposed; with a's leading axes, or, if a is not
   *     transposed, a plain matrix that all share
   * @throws ShapeMismatchException if the shapes do not fit
   */
  public static Variable of(
      Variable a, boolean transposeA, Variable b, boolean transposeB, double alpha) {
    return new MatMul(a, transposeA, b, transposeB, alpha).apply();
  }

  /** a · b. */
  public static Variable of(Variable a, Variable b) {
    return of(a, false, b, false, 1);
  }

  @Override
  protected Tensor forward(Scope scope) {
    Shape shapeA = a.shape();
    Shape shapeB = b.shape();
    if (shapeA.rank() < 2 || shapeB.rank() < 2 || (transposeA && shapeA.rank() != shapeB.rank())) {
      throw new ShapeMismatchException(
          "matmul: "
              + shapeA
              + " x "
              + shapeB
              + ": expected matrices, and as many leading axes if the left one is transposed");
    }
    int m = shapeA.extent(transposeA ? -1 : -2);
    int n = shapeB.extent(transposeB ? -2 : -1);
    Tensor c = scope.empty(a.value().dtype(), shapeA.dropInner(2).append(m, n));
    product(a.value(), transposeA, b.value(), transposeB, c);
    return c;
  }

  @Override
  protected void backward(Tensor gradient, Gradients into) {
    if (into.wants(a)) {
      if (transposeA) {
        product(b.value(), transposeB, gradient, true, into.of(a));
      } else {
        product(gradient, false, b.value(), !transposeB, into.of(a));
      }
    }
    if (into.wants(b)) {
      boolean shared = b.shape().rank() < a.shape().rank();
      Tensor rowsA = shared ? a.value().reshape(-1, a.shape().extent(-1)) : a.value();
      Tensor rowsG = shared ? gradient.reshape(-1, gradient.shape().extent(-1)) : gradient;
      if (transposeB) {
        product(rowsG, true, rowsA, transposeA, into.of(b));
      } else {
        product(rowsA, !transposeA, rowsG, false, into.of(b));
      }
    }
  }

  private void product(
      Tensor left, boolean transposeLeft, Tensor right, boolean transposeRight, Tensor result) {
    new Gemm(left, transposeLeft, right, transposeRight, alpha, 0, null, result).run();
  }

  private static Problem problem(Scope scope, Draw draw) {
    int batch = draw.size(1, 3);
    int m = draw.size(1, 5);
    int k = draw.size(1, 5);
    int n = draw.size(1, 5);
    boolean shared = draw.flip();
    boolean transposeA = !shared && draw.flip();
    boolean transposeB = draw.flip();
    double alpha = draw.choice(1.0, -0.7);
    Tensor a = draw.tensor(scope, batch, transposeA ? k : m, transposeA ? m : k);
    int rows = transposeB ? n : k;
    int columns = transposeB ? k : n;
    Tensor b =
        shared ? draw.tensor(scope, rows, columns) : draw.tensor(scope, batch, rows, columns);
    return Problem.of(a, b, (u, v) -> of(u, transposeA, v, transposeB, alpha));
  }
}
