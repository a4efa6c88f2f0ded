package org.sinopia.kernels;

import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.launch.ShiftedPatches;
import org.sinopia.tensor.op.PatchOp;

/** {@link PatchOp} by kernels. */
final class CudaPatch {
  private final ShiftedPatches patches;

  CudaPatch(KernelDevice device) {
    this.patches = new ShiftedPatches(device);
  }

  void run(PatchOp op) {
    switch (op) {
      case PatchOp.ShiftedPatchTokens o -> patches.tokens(o);
      case PatchOp.ShiftedPatchTokensBackward o -> patches.tokensBackward(o);
      case PatchOp.Patchify o -> patches.patchify(o);
      case PatchOp.Unpatchify o -> patches.unpatchify(o);
    }
  }
}
