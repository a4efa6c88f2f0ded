package org.sinopia.autograd.op;

import java.util.List;
import org.sinopia.autograd.DifferentiableOp;
import org.sinopia.autograd.GradientCheck.Problem;
import org.sinopia.autograd.Gradients;
import org.sinopia.autograd.OpSpec;
import org.sinopia.autograd.Variable;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.Dropout;
import org.sinopia.tensor.op.ElementwiseOp;
import org.sinopia.tensor.op.ReduceFunction;
import org.sinopia.tensor.op.ReductionOp;
import org.sinopia.tensor.random.Draw;

/**
 * The end of a residual branch: y = x + s_b · dropout(branch + bias), where the drop path s_b keeps
 * or drops the branch of a whole sample. ∂L/∂x = ∂L/∂y, ∂L/∂branch = s_b · dropout′(∂L/∂y),
 * ∂L/∂bias = its sum over all leading axes.
 */
public final class ResidualDropPath extends DifferentiableOp {
  public static final OpSpec SPEC = new OpSpec("residual_drop_path", ResidualDropPath::problem);

  private final Variable x;
  private final Variable branch;
  private final Variable bias;
  private final Dropout dropout;
  private final Dropout dropPath;

  private ResidualDropPath(
      Variable x, Variable branch, Variable bias, Dropout dropout, Dropout dropPath) {
    super(SPEC, x, branch, bias);
    this.x = x;
    this.branch = branch;
    this.bias = bias;
    this.dropout = dropout;
    this.dropPath = dropPath;
  }

  /**
   * As {@link ElementwiseOp.ResidualDropPath}.
   *
   * @param x [B, … , d]
   * @param branch as x
   * @param bias [d], or null for none
   */
  public static Variable of(
      Variable x, Variable branch, Variable bias, Dropout dropout, Dropout dropPath) {
    return new ResidualDropPath(x, branch, bias, dropout, dropPath).apply();
  }

  @Override
  protected Tensor forward(Scope scope) {
    Tensor y = scope.emptyLike(x.value());
    Tensor added = bias == null ? null : bias.value();
    new ElementwiseOp.ResidualDropPath(x.value(), branch.value(), added, dropout, dropPath, y)
        .run();
    return y;
  }

  @Override
  protected void backward(Tensor gradient, Gradients into) {
    into.pass(x);
    if (!dropout.active() && !dropPath.active()) {
      into.pass(branch);
      if (into.wants(bias)) {
        Tensor rows = gradient.reshape(-1, gradient.shape().extent(-1));
        new ReductionOp.Reduce(ReduceFunction.SUM, rows, List.of(0), into.of(bias)).run();
      }
    } else if (into.wants(branch) || into.wants(bias)) {
      new ElementwiseOp.ResidualDropPathBackward(
              gradient, dropout, dropPath, into.orTemporary(branch), into.of(bias))
          .run();
    }
  }

  private static Problem problem(Scope scope, Draw draw) {
    int[] extents = {draw.size(1, 5), draw.size(1, 3), draw.size(1, 6)};
    long seed = draw.seed();
    Dropout dropout = draw.choice(Dropout.NONE, Dropout.standard(0.4, seed, 0));
    Dropout dropPath = draw.choice(Dropout.NONE, Dropout.standard(0.5, seed, 1));
    Tensor x = draw.tensor(scope, extents);
    Tensor branch = draw.tensor(scope, extents);
    if (draw.flip()) {
      return Problem.of(x, branch, (u, v) -> of(u, v, null, dropout, dropPath));
    }
    Tensor bias = draw.tensor(scope, extents[2]);
    return new Problem(
        List.of(x, branch, bias), v -> of(v.get(0), v.get(1), v.get(2), dropout, dropPath));
  }
}
