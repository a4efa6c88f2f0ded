package org.sinopia.autograd.op;

import org.sinopia.autograd.DifferentiableOp;
import org.sinopia.autograd.GradientCheck.Problem;
import org.sinopia.autograd.Gradients;
import org.sinopia.autograd.OpSpec;
import org.sinopia.autograd.Variable;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.ClusteringOp;
import org.sinopia.tensor.random.Draw;

/**
 * d_ij = |a_i − b_j|². With g = ∂L/∂d: ∂L/∂a_i = Σ_j 2·g_ij·(a_i − b_j), ∂L/∂b_j = Σ_i 2·g_ij·(b_j
 * − a_i).
 */
public final class PairwiseSquaredDistances extends DifferentiableOp {
  public static final OpSpec SPEC =
      new OpSpec("pairwise_squared_distances", PairwiseSquaredDistances::problem);

  private final Variable a;
  private final Variable b;

  private PairwiseSquaredDistances(Variable a, Variable b) {
    super(SPEC, a, b);
    this.a = a;
    this.b = b;
  }

  /**
   * [n, m].
   *
   * @param a [n, d]
   * @param b [m, d]
   */
  public static Variable of(Variable a, Variable b) {
    return new PairwiseSquaredDistances(a, b).apply();
  }

  @Override
  protected Tensor forward(Scope scope) {
    Tensor distances = scope.empty(a.shape().extent(0), b.shape().extent(0));
    new ClusteringOp.PairwiseSquaredDistances(a.value(), b.value(), distances).run();
    return distances;
  }

  @Override
  protected void backward(Tensor gradient, Gradients into) {
    new ClusteringOp.PairwiseSquaredDistancesBackward(
            a.value(), b.value(), gradient, into.of(a), into.of(b))
        .run();
  }

  private static Problem problem(Scope scope, Draw draw) {
    int d = draw.size(1, 4);
    return Problem.of(
        draw.tensor(scope, draw.size(1, 5), d),
        draw.tensor(scope, draw.size(1, 5), d),
        PairwiseSquaredDistances::of);
  }
}
