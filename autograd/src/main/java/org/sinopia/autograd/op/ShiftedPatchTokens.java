package org.sinopia.autograd.op;

import java.util.List;
import org.sinopia.autograd.DifferentiableOp;
import org.sinopia.autograd.GradientCheck.Problem;
import org.sinopia.autograd.Gradients;
import org.sinopia.autograd.OpSpec;
import org.sinopia.autograd.Variable;
import org.sinopia.tensor.Draw;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.ShapeMismatchException;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.PatchOp;
import org.sinopia.tensor.op.Shift;

/**
 * Shifted patch tokenisation up to its linear layer (Lee et al. 2021, arXiv 2112.13492, section
 * 3.1): an image and its shifted copies, cut into patches, each layer-normalised. ∂L/∂x: that of
 * {@link LayerNorm}, gathered from all places a pixel was copied to.
 */
public final class ShiftedPatchTokens extends DifferentiableOp {
  public static final OpSpec SPEC = new OpSpec("shifted_patch_tokens", ShiftedPatchTokens::problem);

  private final Variable x;
  private final int patch;
  private final Shift shift;
  private final Variable gamma;
  private final Variable beta;
  private final double epsilon;
  private Tensor mean;
  private Tensor rstd;

  private ShiftedPatchTokens(
      Variable x, int patch, Shift shift, Variable gamma, Variable beta, double epsilon) {
    super(SPEC, x, gamma, beta);
    this.x = x;
    this.patch = patch;
    this.shift = shift;
    this.gamma = gamma;
    this.beta = beta;
    this.epsilon = epsilon;
  }

  /**
   * As {@link PatchOp.ShiftedPatchTokens}; [B, N, F].
   *
   * @param x [B, C, H, W], H and W multiples of {@code patch}
   * @param gamma [F], F = shift.copies()·C·patch²
   * @param beta [F]
   */
  public static Variable of(
      Variable x, int patch, Shift shift, Variable gamma, Variable beta, double epsilon) {
    return new ShiftedPatchTokens(x, patch, shift, gamma, beta, epsilon).apply();
  }

  @Override
  protected Tensor forward(Scope scope) {
    int[] e = x.shape().extents();
    if (e.length != 4 || patch < 1 || e[2] % patch != 0 || e[3] % patch != 0) {
      throw new ShapeMismatchException(
          "shifted_patch_tokens: x is "
              + x.shape()
              + ", expected [B, C, H, W] with sides that are multiples of patch "
              + patch);
    }
    int tokens = e[2] / patch * (e[3] / patch);
    Tensor y = scope.empty(e[0], tokens, shift.copies() * e[1] * patch * patch);
    mean = scope.empty(e[0], tokens);
    rstd = scope.empty(e[0], tokens);
    new PatchOp.ShiftedPatchTokens(
            x.value(), patch, shift, gamma.value(), beta.value(), epsilon, y, mean, rstd)
        .run();
    return y;
  }

  @Override
  protected void backward(Tensor gradient, Gradients into) {
    new PatchOp.ShiftedPatchTokensBackward(
            x.value(),
            patch,
            shift,
            gamma.value(),
            mean,
            rstd,
            gradient,
            into.of(x),
            into.orTemporary(gamma),
            into.orTemporary(beta))
        .run();
  }

  private static Problem problem(Scope scope, Draw draw) {
    int patch = draw.size(1, 4);
    Shift shift = draw.choice(Shift.values());
    double epsilon = draw.value(0.02, 0.1);
    Tensor x =
        draw.tensor(
            scope,
            draw.size(1, 2),
            draw.size(1, 2),
            patch * draw.size(1, 2),
            patch * draw.size(1, 3));
    int features = shift.copies() * x.shape().extent(1) * patch * patch;
    Tensor gamma = draw.tensor(scope, features);
    Tensor beta = draw.tensor(scope, features);
    return new Problem(
        List.of(x, gamma, beta), v -> of(v.get(0), patch, shift, v.get(1), v.get(2), epsilon));
  }
}
