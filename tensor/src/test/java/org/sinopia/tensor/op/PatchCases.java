package org.sinopia.tensor.op;

import java.util.List;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.random.Draw;

/**
 * Random patches. Tokenisation is not wild: a variance beyond float range normalises to 0 or NaN
 * here and to numbers of order 1 in float64.
 */
final class PatchCases {
  private PatchCases() {}

  static List<OpCase> all() {
    return List.of(
        new OpCase("patchify", PatchOp.Patchify.class, 0, true, PatchCases::patchify),
        new OpCase("unpatchify", PatchOp.Unpatchify.class, 0, true, PatchCases::unpatchify),
        new OpCase(
            "shifted_patch_tokens",
            PatchOp.ShiftedPatchTokens.class,
            1e-5,
            false,
            PatchCases::tokens),
        new OpCase(
            "shifted_patch_tokens_backward",
            PatchOp.ShiftedPatchTokensBackward.class,
            2e-5,
            false,
            PatchCases::tokensBackward));
  }

  private static PatchOp.Patchify patchify(Scope scope, Draw draw) {
    int patch = draw.choice(draw.size(1, 8), 16);
    Tensor image = image(scope, draw, patch);
    return new PatchOp.Patchify(image, patch, scope.empty(tokens(image, patch, 1)));
  }

  private static PatchOp.Unpatchify unpatchify(Scope scope, Draw draw) {
    int patch = draw.choice(draw.size(1, 8), 16);
    Tensor image = image(scope, draw, patch);
    return new PatchOp.Unpatchify(
        draw.tensor(scope, tokens(image, patch, 1)), patch, scope.emptyLike(image));
  }

  private static PatchOp.ShiftedPatchTokens tokens(Scope scope, Draw draw) {
    int patch = draw.size(1, 8);
    Shift shift = draw.choice(Shift.values());
    Tensor x = image(scope, draw, patch);
    int[] extents = tokens(x, patch, shift.copies());
    return new PatchOp.ShiftedPatchTokens(
        x,
        patch,
        shift,
        draw.tensor(scope, extents[2]),
        draw.tensor(scope, extents[2]),
        0.1,
        scope.empty(extents),
        scope.empty(extents[0], extents[1]),
        scope.empty(extents[0], extents[1]));
  }

  private static PatchOp.ShiftedPatchTokensBackward tokensBackward(Scope scope, Draw draw) {
    PatchOp.ShiftedPatchTokens forward = tokens(scope, draw);
    forward.run();
    return new PatchOp.ShiftedPatchTokensBackward(
        forward.x(),
        forward.patch(),
        forward.shift(),
        forward.gamma(),
        forward.mean(),
        forward.rstd(),
        draw.tensor(scope, forward.tokens().shape().extents()),
        draw.flip() ? scope.emptyLike(forward.x()) : null,
        scope.emptyLike(forward.gamma()),
        scope.emptyLike(forward.beta()));
  }

  private static Tensor image(Scope scope, Draw draw, int patch) {
    return draw.tensor(
        scope, draw.size(1, 2), draw.size(1, 5), patch * draw.size(1, 4), patch * draw.size(1, 7));
  }

  private static int[] tokens(Tensor image, int patch, int copies) {
    int[] e = image.shape().extents();
    return new int[] {e[0], e[2] / patch * (e[3] / patch), copies * e[1] * patch * patch};
  }
}
