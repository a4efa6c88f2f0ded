package org.sinopia.tensor.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.EveryDevice;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.ShapeMismatchException;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.cpu.CpuBackend;
import org.sinopia.tensor.random.Draw;

/** Patches and shifted patch tokenisation. */
class PatchTest {
  @EveryDevice
  void patchFeaturesAreRowColumnChannelWithChannelFastest(String device) {
    try (Scope scope = Scope.open(Device.of(device))) {
      // Channel 0 holds 0 … 7 in two rows of four, channel 1 the same plus 10.
      double[] image = {0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 13, 14, 15, 16, 17};
      Tensor tokens = scope.empty(1, 2, 8);
      new PatchOp.Patchify(scope.of(image, 1, 2, 2, 4), 2, tokens).run();
      assertArrayEquals(
          new double[] {0, 10, 1, 11, 4, 14, 5, 15, 2, 12, 3, 13, 6, 16, 7, 17},
          tokens.toDoubles());
    }
  }

  @EveryDevice
  void unpatchifyIsTheInverseOfPatchify(String device) {
    try (Scope scope = Scope.open(Device.of(device))) {
      for (int patch : new int[] {1, 2, 3, 8, 16}) {
        Draw draw = Draw.wild(List.of(1), patch);
        Tensor image = draw.tensor(scope, 2, 3, 4 * patch, 5 * patch);
        Tensor tokens = scope.empty(2, 20, 3 * patch * patch);
        Tensor back = scope.emptyLike(image);
        new PatchOp.Patchify(image, patch, tokens).run();
        new PatchOp.Unpatchify(tokens, patch, back).run();
        assertArrayEquals(image.toDoubles(), back.toDoubles());
      }
    }
  }

  /** Content far from the borders, moved by whole patches, gives the same tokens elsewhere. */
  @EveryDevice
  void tokenisationCommutesWithTranslationByPatches(String device) {
    int patch = 4;
    int side = 6 * patch;
    try (Scope scope = Scope.open(Device.of(device))) {
      for (Shift shift : Shift.values()) {
        double[] image = new double[side * side];
        double[] moved = new double[side * side];
        double[] content = Draw.of(List.of(1), 5).values(patch * patch);
        for (int y = 0; y < patch; y++) {
          for (int x = 0; x < patch; x++) {
            image[(patch + y) * side + 2 * patch + x] = content[y * patch + x];
            moved[(3 * patch + y) * side + 3 * patch + x] = content[y * patch + x];
          }
        }
        double[] straight = tokens(scope, image, side, patch, shift);
        double[] shifted = tokens(scope, moved, side, patch, shift);
        int features = shift.copies() * patch * patch;
        for (int row = 0; row < 4; row++) {
          for (int column = 0; column < 5; column++) {
            int from = (row * 6 + column) * features;
            int to = ((row + 2) * 6 + column + 1) * features;
            for (int f = 0; f < features; f++) {
              assertEquals(straight[from + f], shifted[to + f], 0, shift + " feature " + f);
            }
          }
        }
      }
    }
  }

  private static double[] tokens(Scope scope, double[] image, int side, int patch, Shift shift) {
    PatchOp.ShiftedPatchTokens op =
        tokenisation(scope, scope.of(image, 1, 1, side, side), patch, shift);
    op.run();
    return op.tokens().toDoubles();
  }

  /**
   * One token of 2×2: the copies are the content moved down-right, down-left, up-right, up-left by
   * one pixel.
   */
  @EveryDevice
  void diagonalCopiesAreConcatenatedInOrder(String device) {
    assertTokenIsNormalised(
        device,
        Shift.DIAGONAL,
        // for each pixel 1 2 / 3 4: itself, then in[y−1, x−1], in[y−1, x+1], in[y+1, x−1], …
        new double[] {1, 0, 0, 0, 4, 2, 0, 0, 3, 0, 3, 0, 2, 0, 0, 4, 1, 0, 0, 0});
  }

  /** The content moved right, left, down, up by one pixel. */
  @EveryDevice
  void axialCopiesAreConcatenatedInOrder(String device) {
    assertTokenIsNormalised(
        device,
        Shift.AXIAL,
        new double[] {1, 0, 2, 0, 3, 2, 1, 0, 0, 4, 3, 0, 4, 1, 0, 4, 3, 0, 2, 0});
  }

  private static void assertTokenIsNormalised(String device, Shift shift, double[] raw) {
    double mean = IntStream.range(0, raw.length).mapToDouble(i -> raw[i]).sum() / raw.length;
    double variance = 0;
    for (double value : raw) {
      variance += (value - mean) * (value - mean) / raw.length;
    }
    double rstd = 1 / Math.sqrt(variance + 1e-5);
    double[] expected = new double[raw.length];
    for (int f = 0; f < raw.length; f++) {
      expected[f] = (raw[f] - mean) * rstd;
    }
    try (Scope scope = Scope.open(Device.of(device))) {
      PatchOp.ShiftedPatchTokens op =
          tokenisation(scope, scope.of(new double[] {1, 2, 3, 4}, 1, 1, 2, 2), 2, shift);
      op.run();
      assertArrayEquals(expected, op.tokens().toDoubles(), 1e-6);
      assertEquals(mean, op.mean().item(), 1e-6);
      assertEquals(rstd, op.rstd().item(), 1e-6);
    }
  }

  /** A constant token has variance 0: normalised to beta, with rstd = ε^−½. */
  @EveryDevice
  void constantTokensBecomeBeta(String device) {
    try (Scope scope = Scope.open(Device.of(device))) {
      PatchOp.ShiftedPatchTokens op =
          tokenisation(scope, scope.of(new double[] {7, 7, 7, 7}, 1, 1, 2, 2), 2, Shift.NONE);
      op.beta().set(1, 2, 3, 4);
      op.run();
      assertArrayEquals(new double[] {1, 2, 3, 4}, op.tokens().toDoubles());
      assertEquals(1 / Math.sqrt(1e-5), op.rstd().item(), 1e-4);
    }
  }

  @Test
  void sameBitsForAnyNumberOfThreads() {
    try (Scope reference = Scope.open(Device.reference());
        Scope scope = Scope.open(Device.cpu())) {
      for (OpCase opCase : PatchCases.all()) {
        for (long seed = 0; seed < 8; seed++) {
          Op op =
              opCase
                  .make()
                  .apply(reference, Draw.of(List.of(8, 2, 5, 24, 35), seed))
                  .map(t -> t.to(scope));
          List<float[]> expected = outputs(op, 1);
          for (int threads : new int[] {2, 7}) {
            List<float[]> got = outputs(op, threads);
            for (int i = 0; i < got.size(); i++) {
              assertArrayEquals(expected.get(i), got.get(i), opCase.name());
            }
          }
        }
      }
    }
  }

  private static List<float[]> outputs(Op op, int threads) {
    new CpuBackend(threads).run(op);
    return op.outputs().stream().map(Tensor::toFloats).toList();
  }

  @Test
  void misuseIsNamed() {
    try (Scope s = Scope.open(Device.reference())) {
      Tensor image = s.empty(1, 2, 4, 6);
      assertEquals(
          "patchify: patch is 0, expected at least 1",
          assertThrows(
                  IllegalArgumentException.class,
                  new PatchOp.Patchify(image, 0, s.empty(1, 1, 1))::run)
              .getMessage());
      assertEquals(
          "patchify: image is [1, 2, 4, 6]: 4 x 6 is no multiple of patch 4",
          mismatch(new PatchOp.Patchify(image, 4, s.empty(1, 1, 32))));
      assertEquals(
          "unpatchify: tokens is [1, 6, 4], expected [1, 6, 8]",
          mismatch(new PatchOp.Unpatchify(s.empty(1, 6, 4), 2, image)));
      PatchOp.ShiftedPatchTokens good = tokenisation(s, image, 2, Shift.AXIAL);
      assertEquals(
          "shifted_patch_tokens: gamma is [8], expected [40]",
          mismatch(
              new PatchOp.ShiftedPatchTokens(
                  image,
                  2,
                  Shift.AXIAL,
                  s.empty(8),
                  good.beta(),
                  1e-5,
                  good.tokens(),
                  good.mean(),
                  good.rstd())));
      assertEquals(
          "shifted_patch_tokens: epsilon is 0.0, expected above 0",
          assertThrows(
                  IllegalArgumentException.class,
                  new PatchOp.ShiftedPatchTokens(
                          image,
                          2,
                          Shift.AXIAL,
                          good.gamma(),
                          good.beta(),
                          0,
                          good.tokens(),
                          good.mean(),
                          good.rstd())
                      ::run)
              .getMessage());
      assertEquals(
          "shifted_patch_tokens_backward: gradX is [1, 1, 4, 6], expected [1, 2, 4, 6]",
          mismatch(
              new PatchOp.ShiftedPatchTokensBackward(
                  image,
                  2,
                  Shift.AXIAL,
                  good.gamma(),
                  good.mean(),
                  good.rstd(),
                  good.tokens(),
                  s.empty(1, 1, 4, 6),
                  s.emptyLike(good.gamma()),
                  s.emptyLike(good.beta()))));
    }
  }

  private static String mismatch(Op op) {
    return assertThrows(ShapeMismatchException.class, op::run).getMessage();
  }

  /** With gamma 1 and beta 0. */
  private static PatchOp.ShiftedPatchTokens tokenisation(
      Scope scope, Tensor x, int patch, Shift shift) {
    int[] e = x.shape().extents();
    int rows = e[2] / patch * (e[3] / patch);
    int features = shift.copies() * e[1] * patch * patch;
    return new PatchOp.ShiftedPatchTokens(
        x,
        patch,
        shift,
        scope.of(IntStream.range(0, features).mapToDouble(i -> 1).toArray(), features),
        scope.of(new double[features], features),
        1e-5,
        scope.empty(e[0], rows, features),
        scope.empty(e[0], rows),
        scope.empty(e[0], rows));
  }
}
