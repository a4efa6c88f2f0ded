package org.sinopia.tensor.op;

import org.sinopia.tensor.Tensor;

/**
 * Between images [B, C, H, W] and tokens [B, N, features], one per p×p patch, row by row, with
 * features ordered (row in patch, column in patch, channel), channel fastest. H and W are multiples
 * of p.
 */
public sealed interface PatchOp extends Op {
  /**
   * Shifted patch tokenisation (Lee et al. 2021, arXiv 2112.13492, section 3.1), up to its linear
   * layer: x and its shifted copies ({@link Shift}) are concatenated along channels, cut into
   * patches, and each token is layer-normalised as {@link NormalisationOp.LayerNorm} does.
   *
   * @param x [B, C, H, W]
   * @param gamma [F], F = shift.copies()·C·p²
   * @param beta [F]
   * @param tokens [B, N, F], N = (H/p)·(W/p)
   * @param mean [B, N], kept for the backward
   * @param rstd [B, N], kept for the backward
   */
  record ShiftedPatchTokens(
      Tensor x,
      int patch,
      Shift shift,
      Tensor gamma,
      Tensor beta,
      double epsilon,
      Tensor tokens,
      Tensor mean,
      Tensor rstd)
      implements PatchOp {
    @Override
    public void check() {
      OperandChecks door = new OperandChecks(this).real();
      Cut.check(door, x, patch, shift.copies(), "tokens", tokens);
      int features = tokens.shape().extent(2);
      door.shape("gamma", gamma, features)
          .shape("beta", beta, features)
          .same("mean", mean, tokens.shape().dropInner(1))
          .same("rstd", rstd, tokens.shape().dropInner(1))
          .require(epsilon > 0, "epsilon is " + epsilon + ", expected above 0")
          .distinct();
    }

    @Override
    public ShiftedPatchTokens with(Operands o) {
      return new ShiftedPatchTokens(
          o.in(x),
          patch,
          shift,
          o.in(gamma),
          o.in(beta),
          epsilon,
          o.out(tokens),
          o.out(mean),
          o.out(rstd));
    }

    @Override
    public long flops() {
      return 8L * tokens.elements();
    }
  }

  /**
   * Backward of {@link ShiftedPatchTokens}: the LayerNorm's, then each pixel gathers the gradients
   * of the (at most five) places it was copied to.
   *
   * @param gradX as x, or null if not wanted
   */
  record ShiftedPatchTokensBackward(
      Tensor x,
      int patch,
      Shift shift,
      Tensor gamma,
      Tensor mean,
      Tensor rstd,
      Tensor gradTokens,
      Tensor gradX,
      Tensor gradGamma,
      Tensor gradBeta)
      implements PatchOp {
    @Override
    public void check() {
      OperandChecks door = new OperandChecks(this).real();
      Cut.check(door, x, patch, shift.copies(), "gradTokens", gradTokens);
      int features = gradTokens.shape().extent(2);
      door.shape("gamma", gamma, features)
          .same("mean", mean, gradTokens.shape().dropInner(1))
          .same("rstd", rstd, gradTokens.shape().dropInner(1))
          .same("gradX", gradX, x.shape())
          .shape("gradGamma", gradGamma, features)
          .shape("gradBeta", gradBeta, features)
          .distinct();
    }

    @Override
    public ShiftedPatchTokensBackward with(Operands o) {
      return new ShiftedPatchTokensBackward(
          o.in(x),
          patch,
          shift,
          o.in(gamma),
          o.in(mean),
          o.in(rstd),
          o.in(gradTokens),
          o.out(gradX),
          o.out(gradGamma),
          o.out(gradBeta));
    }

    @Override
    public long flops() {
      return 14L * gradTokens.elements();
    }
  }

  /** tokens = the patches of an image; also the backward of {@link Unpatchify}. */
  record Patchify(Tensor image, int patch, Tensor tokens) implements PatchOp {
    @Override
    public void check() {
      Cut.check(new OperandChecks(this).real(), image, patch, 1, "tokens", tokens).distinct();
    }

    @Override
    public Patchify with(Operands o) {
      return new Patchify(o.in(image), patch, o.out(tokens));
    }

    @Override
    public long flops() {
      return 0;
    }
  }

  /** image = the patches put back; also the backward of {@link Patchify}. */
  record Unpatchify(Tensor tokens, int patch, Tensor image) implements PatchOp {
    @Override
    public void check() {
      Cut.check(new OperandChecks(this).real(), image, patch, 1, "tokens", tokens).distinct();
    }

    @Override
    public Unpatchify with(Operands o) {
      return new Unpatchify(o.in(tokens), patch, o.out(image));
    }

    @Override
    public long flops() {
      return 0;
    }
  }

  /** The shapes that all share. */
  final class Cut {
    private Cut() {}

    private static OperandChecks check(
        OperandChecks door, Tensor image, int patch, int copies, String name, Tensor tokens) {
      door.require(patch >= 1, "patch is " + patch + ", expected at least 1")
          .shape(
              "image",
              image,
              OperandChecks.ANY,
              OperandChecks.ANY,
              OperandChecks.ANY,
              OperandChecks.ANY);
      int height = image.shape().extent(2);
      int width = image.shape().extent(3);
      return door.fits(
              height % patch == 0 && width % patch == 0,
              "image is "
                  + image.shape()
                  + ": "
                  + height
                  + " x "
                  + width
                  + " is no multiple of patch "
                  + patch)
          .shape(
              name,
              tokens,
              image.shape().extent(0),
              height / patch * (width / patch),
              copies * image.shape().extent(1) * patch * patch);
    }
  }
}
