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

/** image = its patches put back ({@link PatchOp}). ∂L/∂tokens: the patches of the gradient. */
public final class Unpatchify extends DifferentiableOp {
  public static final OpSpec SPEC = new OpSpec("unpatchify", Unpatchify::problem);

  private final Variable tokens;
  private final int patch;
  private final int height;
  private final int width;

  private Unpatchify(Variable tokens, int patch, int height, int width) {
    super(SPEC, tokens);
    this.tokens = tokens;
    this.patch = patch;
    this.height = height;
    this.width = width;
  }

  /**
   * [B, C, height, width].
   *
   * @param tokens [B, N, p²·C], N = (height/p)·(width/p) with the patch p
   */
  public static Variable of(Variable tokens, int patch, int height, int width) {
    return new Unpatchify(tokens, patch, height, width).apply();
  }

  @Override
  protected Tensor forward(Scope scope) {
    int[] e = tokens.shape().extents();
    if (e.length != 3 || patch < 1 || e[2] % (patch * patch) != 0) {
      throw new ShapeMismatchException(
          "unpatchify: tokens is "
              + tokens.shape()
              + ", expected [B, N, C x "
              + patch
              + " x "
              + patch
              + "]");
    }
    Tensor image = scope.empty(e[0], e[2] / (patch * patch), height, width);
    new PatchOp.Unpatchify(tokens.value(), patch, image).run();
    return image;
  }

  @Override
  protected void backward(Tensor gradient, Gradients into) {
    new PatchOp.Patchify(gradient, patch, into.of(tokens)).run();
  }

  private static Problem problem(Scope scope, Draw draw) {
    int patch = draw.size(1, 4);
    int rows = draw.size(1, 2);
    int columns = draw.size(1, 3);
    Tensor tokens =
        draw.tensor(scope, draw.size(1, 2), rows * columns, patch * patch * draw.size(1, 3));
    return Problem.of(tokens, v -> of(v, patch, rows * patch, columns * patch));
  }
}
