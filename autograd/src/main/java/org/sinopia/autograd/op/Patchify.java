package org.sinopia.autograd.op;

import org.sinopia.autograd.DifferentiableOp;
import org.sinopia.autograd.GradientCheck.Problem;
import org.sinopia.autograd.Gradients;
import org.sinopia.autograd.OpSpec;
import org.sinopia.autograd.Variable;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.ShapeMismatchException;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.PatchOp;
import org.sinopia.tensor.random.Draw;

/**
 * tokens = the patches of an image ({@link PatchOp}). ∂L/∂image: the gradients put back where the
 * patches came from.
 */
public final class Patchify extends DifferentiableOp {
  public static final OpSpec SPEC = new OpSpec("patchify", Patchify::problem);

  private final Variable image;
  private final int patch;

  private Patchify(Variable image, int patch) {
    super(SPEC, image);
    this.image = image;
    this.patch = patch;
  }

  /**
   * [B, (H/p)·(W/p), p²·C].
   *
   * @param image [B, C, H, W], H and W multiples of the patch p
   */
  public static Variable of(Variable image, int patch) {
    return new Patchify(image, patch).apply();
  }

  @Override
  protected Tensor forward(Scope scope) {
    Tensor tokens = scope.empty(tokens(SPEC.name() + ": image", image, patch, 1));
    new PatchOp.Patchify(image.value(), patch, tokens).run();
    return tokens;
  }

  /** [B, N, F] of the patches of an image in several copies, F = copies·C·p². */
  static int[] tokens(String name, Variable image, int patch, int copies) {
    int[] e = image.shape().extents();
    if (e.length != 4 || patch < 1 || e[2] % patch != 0 || e[3] % patch != 0) {
      throw new ShapeMismatchException(
          name
              + " is "
              + image.shape()
              + ", expected [B, C, H, W] with sides that are multiples of patch "
              + patch);
    }
    int features = copies * e[1] * patch * patch;
    return new int[] {e[0], e[2] / patch * (e[3] / patch), features};
  }

  @Override
  protected void backward(Tensor gradient, Gradients into) {
    new PatchOp.Unpatchify(gradient, patch, into.of(image)).run();
  }

  private static Problem problem(Scope scope, Draw draw) {
    int patch = draw.size(1, 4);
    Tensor image =
        draw.tensor(
            scope,
            draw.size(1, 2),
            draw.size(1, 3),
            patch * draw.size(1, 2),
            patch * draw.size(1, 3));
    return Problem.of(image, v -> of(v, patch));
  }
}
