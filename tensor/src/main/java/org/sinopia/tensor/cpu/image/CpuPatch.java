package org.sinopia.tensor.cpu.image;

import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.cpu.loops.Workers;
import org.sinopia.tensor.cpu.simd.FloatVectors;
import org.sinopia.tensor.cpu.simd.ThreePlanes;
import org.sinopia.tensor.op.PatchOp;

/** Patches, one row of patches of one image a piece. */
public final class CpuPatch {
  private final Workers workers;

  public CpuPatch(Workers workers) {
    this.workers = workers;
  }

  public void run(PatchOp op) {
    switch (op) {
      case PatchOp.ShiftedPatchTokens o -> Tokenisation.forward(o, workers);
      case PatchOp.ShiftedPatchTokensBackward o -> Tokenisation.backward(o, workers);
      case PatchOp.Patchify o -> copy(o.image(), o.patch(), o.tokens(), true);
      case PatchOp.Unpatchify o -> copy(o.image(), o.patch(), o.tokens(), false);
    }
  }

  private void copy(Tensor image, int patch, Tensor tokens, boolean cut) {
    int[] e = image.shape().extents();
    int channels = e[1];
    int plane = e[2] * e[3];
    int down = e[2] / patch;
    int line = patch * channels;
    boolean colours = channels == ThreePlanes.PLANES && patch % FloatVectors.COUNT == 0;
    workers.run(
        e[0] * down,
        piece -> {
          int across = e[3] / patch;
          int at = piece / down * channels * plane + piece % down * patch * e[3];
          long pixels = FloatVectors.at(image.memory(), at, image.elements() - at);
          int size = across * patch * line;
          long features = FloatVectors.at(tokens.memory(), (long) piece * size, size);
          for (int i = 0; i < across * patch; i++) {
            // Row by row of a patch, since the rows of an image often share sets of a cache.
            long rows = pixels + (long) (i % patch * e[3] + i / patch * patch) * Float.BYTES;
            long target = features + (long) i * line * Float.BYTES;
            if (!colours) {
              copyLine(rows, plane, patch, target, channels, cut);
            } else if (cut) {
              ThreePlanes.together(rows, plane, patch, target);
            } else {
              ThreePlanes.apart(target, rows, plane, patch);
            }
          }
        });
  }

  /** A row of one patch, in as many planes as there are channels. */
  private static void copyLine(
      long rows, int plane, int patch, long features, int channels, boolean cut) {
    for (int i = 0; i < patch * channels; i++) {
      int pixel = i % channels * plane + i / channels;
      if (cut) {
        FloatVectors.set(FloatVectors.get(rows, pixel), features, i);
      } else {
        FloatVectors.set(FloatVectors.get(features, i), rows, pixel);
      }
    }
  }
}
