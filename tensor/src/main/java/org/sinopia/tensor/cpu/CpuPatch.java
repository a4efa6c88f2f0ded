package org.sinopia.tensor.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.PatchOp;

/** Patches, one row of patches of one image a piece. */
final class CpuPatch {
  private final Workers workers;

  CpuPatch(Workers workers) {
    this.workers = workers;
  }

  void run(PatchOp op) {
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
    int width = e[3];
    int down = e[2] / patch;
    MemorySegment pixels = image.memory();
    MemorySegment features = tokens.memory();
    workers.run(
        e[0] * down,
        piece -> {
          int sample = piece / down;
          int firstY = piece % down * patch;
          for (int channel = 0; channel < channels; channel++) {
            for (int py = 0; py < patch; py++) {
              int at = ((sample * channels + channel) * e[2] + firstY + py) * width;
              for (int x = 0; x < width; x += patch) {
                int token = piece * (width / patch) + x / patch;
                int feature = (token * patch + py) * patch * channels + channel;
                if (cut) {
                  spread(pixels, at + x, features, feature, channels, patch);
                } else {
                  collect(features, feature, channels, pixels, at + x, patch);
                }
              }
            }
          }
        });
  }

  private static void spread(
      MemorySegment from, int fromAt, MemorySegment to, int toAt, int step, int count) {
    for (int i = 0; i < count; i++) {
      to.setAtIndex(JAVA_FLOAT, toAt + i * step, from.getAtIndex(JAVA_FLOAT, fromAt + i));
    }
  }

  private static void collect(
      MemorySegment from, int fromAt, int step, MemorySegment to, int toAt, int count) {
    for (int i = 0; i < count; i++) {
      to.setAtIndex(JAVA_FLOAT, toAt + i, from.getAtIndex(JAVA_FLOAT, fromAt + i * step));
    }
  }
}
