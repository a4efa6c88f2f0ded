package org.sinopia.autograd.op;

import java.util.List;
import org.sinopia.autograd.DifferentiableOp;
import org.sinopia.autograd.GradientCheck.Problem;
import org.sinopia.autograd.Gradients;
import org.sinopia.autograd.OpSpec;
import org.sinopia.autograd.Variable;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.BinaryFunction;
import org.sinopia.tensor.op.ElementwiseOp.Binary;
import org.sinopia.tensor.op.MatrixOp.Gemm;
import org.sinopia.tensor.op.PatchOp;
import org.sinopia.tensor.op.ReduceFunction;
import org.sinopia.tensor.op.ReductionOp.Reduce;
import org.sinopia.tensor.op.Shift;
import org.sinopia.tensor.random.Draw;

/**
 * Shifted patch tokenisation (Lee et al. 2021, arXiv 2112.13492, section 3.1): an image and its
 * shifted copies, cut into patches, each layer-normalised and projected: y = (x̂∘γ + β)·Wᵀ + b,
 * with x̂ the normalised patches.
 *
 * <p>Patches have far more features than tokens, and the image seldom wants a gradient, so
 * everything is taken from g = ∂L/∂y without the gradient by patches: where gradients are wanted, y
 * = x̂·(W∘γ)ᵀ + (b + W·β), and with M = gᵀ·x̂ and s the sum of g over tokens, ∂L/∂b = s, ∂L/∂W =
 * M∘γ + s⊗β, ∂L/∂γ_j = Σ_k W_kj·M_kj, ∂L/∂β = s·W. ∂L/∂x is that of {@link LayerNorm} for ∂L/∂x̂ =
 * g·(W∘γ), gathered from all places a pixel was copied to.
 */
public final class ShiftedPatchEmbedding extends DifferentiableOp {
  public static final OpSpec SPEC =
      new OpSpec("shifted_patch_embedding", ShiftedPatchEmbedding::problem);

  private final Variable x;
  private final int patch;
  private final Shift shift;
  private final Variable gamma;
  private final Variable beta;
  private final double epsilon;
  private final Variable weight;
  private final Variable bias;
  private Tensor ones;
  private Tensor scaled;
  private Tensor normalised;
  private Tensor mean;
  private Tensor rstd;

  private ShiftedPatchEmbedding(
      Variable x,
      int patch,
      Shift shift,
      Variable gamma,
      Variable beta,
      double epsilon,
      Variable weight,
      Variable bias) {
    super(SPEC, x, gamma, beta, weight, bias);
    this.x = x;
    this.patch = patch;
    this.shift = shift;
    this.gamma = gamma;
    this.beta = beta;
    this.epsilon = epsilon;
    this.weight = weight;
    this.bias = bias;
  }

  /**
   * {@link PatchOp.ShiftedPatchTokens}, then a linear layer; [B, N, d].
   *
   * @param x [B, C, H, W], H and W multiples of {@code patch}
   * @param gamma [F], F = shift.copies()·C·patch²
   * @param beta [F]
   * @param weight [d, F]
   * @param bias [d]
   */
  public static Variable of(
      Variable x,
      int patch,
      Shift shift,
      Variable gamma,
      Variable beta,
      double epsilon,
      Variable weight,
      Variable bias) {
    return new ShiftedPatchEmbedding(x, patch, shift, gamma, beta, epsilon, weight, bias).apply();
  }

  @Override
  protected Tensor forward(Scope scope) {
    int[] e = Patchify.tokens(SPEC.name() + ": x", x, patch, shift.copies());
    normalised = scope.empty(e);
    mean = scope.empty(e[0], e[1]);
    rstd = scope.empty(e[0], e[1]);
    Tensor y = scope.empty(e[0], e[1], weight.shape().extent(0));
    if (inputs().stream().anyMatch(Variable::differentiable)) {
      ones = scope.full(1, e[2]);
      tokens(ones, scope.zeros(e[2]));
      foldedProduct(y, scope);
    } else {
      tokens(gamma.value(), beta.value());
      Gemm.linear(normalised, weight.value(), bias.value(), y).run();
    }
    return y;
  }

  private void tokens(Tensor factor, Tensor summand) {
    new PatchOp.ShiftedPatchTokens(
            x.value(), patch, shift, factor, summand, epsilon, normalised, mean, rstd)
        .run();
  }

  private void foldedProduct(Tensor y, Scope scope) {
    scaled = scope.emptyLike(weight.value());
    new Binary(BinaryFunction.MULTIPLY, weight.value(), gamma.value(), scaled).run();
    Tensor shifted = scope.emptyLike(bias.value());
    Gemm.linear(row(beta.value()), weight.value(), bias.value(), row(shifted)).run();
    Gemm.linear(normalised, scaled, shifted, y).run();
  }

  @Override
  protected void backward(Tensor gradient, Gradients into) {
    Tensor g = gradient.reshape(-1, gradient.shape().extent(-1));
    Tensor s = into.orTemporary(bias);
    new Reduce(ReduceFunction.SUM, g, List.of(0), s).run();
    if (into.wants(beta)) {
      Gemm.of(row(s), false, weight.value(), false, row(into.of(beta))).run();
    }
    if (into.wants(gamma) || into.wants(weight)) {
      Tensor m = into.temporary(weight.shape());
      Gemm.of(g, true, normalised.reshape(-1, normalised.shape().extent(-1)), false, m).run();
      byGammaAndWeight(m, s, into);
    }
    if (into.wants(x)) {
      Tensor byNormalised = into.temporary(normalised.shape());
      Gemm.of(gradient, false, scaled, false, byNormalised).run();
      new PatchOp.ShiftedPatchTokensBackward(
              x.value(),
              patch,
              shift,
              ones,
              mean,
              rstd,
              byNormalised,
              into.of(x),
              into.temporary(gamma.shape()),
              into.temporary(beta.shape()))
          .run();
    }
  }

  private void byGammaAndWeight(Tensor m, Tensor s, Gradients into) {
    if (into.wants(gamma)) {
      Tensor products = into.temporary(weight.shape());
      new Binary(BinaryFunction.MULTIPLY, weight.value(), m, products).run();
      new Reduce(ReduceFunction.SUM, products, List.of(0), into.of(gamma)).run();
    }
    if (into.wants(weight)) {
      Tensor byWeight = into.of(weight);
      new Binary(BinaryFunction.MULTIPLY, m, gamma.value(), byWeight).run();
      new Gemm(row(s), true, row(beta.value()), false, 1, 1, null, byWeight).run();
    }
  }

  private static Tensor row(Tensor vector) {
    return vector.reshape(1, vector.elements());
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
    int d = draw.size(1, 4);
    return new Problem(
        List.of(
            x,
            draw.tensor(scope, features),
            draw.tensor(scope, features),
            draw.tensor(scope, d, features),
            draw.tensor(scope, d)),
        v -> of(v.get(0), patch, shift, v.get(1), v.get(2), epsilon, v.get(3), v.get(4)));
  }
}
