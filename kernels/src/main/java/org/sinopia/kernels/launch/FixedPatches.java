package org.sinopia.kernels.launch;

import java.util.Set;
import org.sinopia.kernels.device.Arguments;
import org.sinopia.kernels.device.Kernel;
import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.device.Launch;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.PatchOp.Patchify;
import org.sinopia.tensor.op.PatchOp.ShiftedPatchTokens;
import org.sinopia.tensor.op.PatchOp.Unpatchify;
import org.sinopia.tensor.op.Shift;

/** Patches of the shapes that {@code fixed_patches.cu} has kernels for. */
final class FixedPatches {
  private static final String SOURCE = "fixed_patches";
  private static final int THREADS = 256;
  private static final int CHANNELS = 3;

  /** patch_channels_copies, as the kernels' names end. */
  private static final Set<String> TOKENS = Set.of("16_3_5", "16_3_1", "8_3_5", "4_3_5", "4_3_1");

  private static final Set<Integer> COPIES = Set.of(16, 8, 4);

  private final KernelDevice device;

  FixedPatches(KernelDevice device) {
    this.device = device;
  }

  /** True if there is a kernel for this shape, and 16 bytes can be accessed at a time. */
  static boolean has(ShiftedPatchTokens op) {
    return op.shift() != Shift.AXIAL
        && TOKENS.contains(shape(op))
        && Alignment.aligned(op.gamma(), op.beta(), op.tokens());
  }

  /** True for copies between such pictures and tokens. */
  static boolean has(Tensor image, int patch, Tensor tokens) {
    return image.shape().extent(1) == CHANNELS
        && COPIES.contains(patch)
        && Alignment.aligned(tokens);
  }

  private static String shape(ShiftedPatchTokens op) {
    return op.patch() + "_" + op.x().shape().extent(1) + "_" + op.shift().copies();
  }

  void tokens(ShiftedPatchTokens op) {
    launch(
        "fixed_patch_tokens_" + shape(op),
        op.patch(),
        op.mean().elements(),
        pictures(new Arguments().tensor(op.x()), op.x(), op.mean().elements())
            .tensor(op.gamma())
            .tensor(op.beta())
            .float32(op.epsilon())
            .tensor(op.tokens())
            .tensor(op.mean())
            .tensor(op.rstd()));
  }

  void patchify(Patchify op) {
    copy("fixed_patchify_", op.image(), op.patch(), op.image(), op.tokens());
  }

  void unpatchify(Unpatchify op) {
    copy("fixed_unpatchify_", op.image(), op.patch(), op.tokens(), op.image());
  }

  private void copy(String name, Tensor image, int patch, Tensor from, Tensor to) {
    int tokens = image.elements() / (CHANNELS * patch * patch);
    launch(
        name + patch + "_" + CHANNELS,
        patch,
        tokens,
        pictures(new Arguments().tensor(from), image, tokens).tensor(to));
  }

  private void launch(String name, int patch, int tokens, Arguments arguments) {
    int perBlock = THREADS / (patch * patch);
    device.launch(
        new Kernel(SOURCE, name),
        Launch.of(device.properties().blocks(tokens, perBlock, THREADS), THREADS),
        arguments);
  }

  /** The kernels' {@code Pictures}. */
  private static Arguments pictures(Arguments arguments, Tensor image, int tokens) {
    return arguments.int32s(image.shape().extent(2), image.shape().extent(3), tokens);
  }
}
