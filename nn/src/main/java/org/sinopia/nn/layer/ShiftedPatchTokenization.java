package org.sinopia.nn.layer;

import org.sinopia.autograd.Tape;
import org.sinopia.autograd.Variable;
import org.sinopia.autograd.op.ShiftedPatchEmbedding;
import org.sinopia.nn.Module;
import org.sinopia.tensor.op.Shift;

/**
 * Shifted patch tokenisation (Lee et al. 2021, arXiv 2112.13492, section 3.1): a picture and its
 * shifted copies are concatenated along channels, cut into p×p patches, layer-normalised and
 * projected: [B, C, H, W] → [B, (H/p)·(W/p), d]. {@link Shift#NONE} gives plain patches.
 */
public final class ShiftedPatchTokenization extends Module {
  private final int patch;
  private final Shift shift;
  private final LayerNorm norm;
  private final Linear proj;

  /** Tokens of {@code d} features. */
  public ShiftedPatchTokenization(int channels, int patch, Shift shift, int d) {
    this.patch = patch;
    this.shift = shift;
    int features = shift.copies() * channels * patch * patch;
    norm = part("norm", new LayerNorm(features));
    proj = part("proj", Linear.transformer(features, d));
  }

  /** [B, C, H, W] → [B, N, d]; H and W are multiples of the patch. */
  public Variable forward(Variable x) {
    Tape tape = x.tape();
    return ShiftedPatchEmbedding.of(
        x,
        patch,
        shift,
        norm.weight(tape),
        norm.bias(tape),
        LayerNorm.EPSILON,
        proj.weight(tape),
        proj.bias(tape));
  }
}
