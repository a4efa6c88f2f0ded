package org.sinopia.kernels.launch;

import java.lang.foreign.MemorySegment;
import org.sinopia.kernels.device.Arguments;
import org.sinopia.kernels.device.Kernel;
import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.device.Launch;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.PatchOp.Patchify;
import org.sinopia.tensor.op.PatchOp.ShiftedPatchTokens;
import org.sinopia.tensor.op.PatchOp.ShiftedPatchTokensBackward;
import org.sinopia.tensor.op.PatchOp.Unpatchify;
import org.sinopia.tensor.op.Shift;

/**
 * Shifted patch tokenisation, and plain patches: {@code shifted_patches.cu}, or {@link
 * FixedPatches} where there is a kernel for the shape.
 */
public final class ShiftedPatches {
  private static final int THREADS = 256;
  private static final int MAX_COPIES = 5;

  /** The shared memory that a block has without asking for more, less the kernel's own. */
  private static final int SHARED_BYTES = 47 * 1024;

  private static final Kernel TOKENS = new Kernel("shifted_patches", "shifted_patch_tokens");
  private static final Kernel MEANS = new Kernel("shifted_patches", "shifted_patch_means");
  private static final Kernel GATHER = new Kernel("shifted_patches", "shifted_patch_gather");
  private static final Kernel COLUMNS = new Kernel("shifted_patches", "shifted_patch_columns");
  private static final Kernel PATCHIFY = new Kernel("shifted_patches", "patchify");
  private static final Kernel UNPATCHIFY = new Kernel("shifted_patches", "unpatchify");

  private final KernelDevice device;
  private final ColumnSum columnSum;
  private final FixedPatches fixed;

  /** For one device. */
  public ShiftedPatches(KernelDevice device) {
    this.device = device;
    this.columnSum = new ColumnSum(device);
    this.fixed = new FixedPatches(device);
  }

  /** Launches {@link ShiftedPatchTokens}. */
  public void tokens(ShiftedPatchTokens op) {
    if (FixedPatches.has(op)) {
      fixed.tokens(op);
      return;
    }
    Cut cut = new Cut(op.x(), op.patch(), op.shift());
    device.launch(
        TOKENS,
        cut.byToken(op.mean().elements()),
        cut.windows(new Arguments(), op.x())
            .tensor(op.gamma())
            .tensor(op.beta())
            .float32(op.epsilon())
            .tensor(op.tokens())
            .tensor(op.mean())
            .tensor(op.rstd()));
  }

  /** Launches {@link ShiftedPatchTokensBackward}. */
  public void tokensBackward(ShiftedPatchTokensBackward op) {
    Cut cut = new Cut(op.x(), op.patch(), op.shift());
    int tokens = op.mean().elements();
    int features = op.gamma().elements();
    int columns = (features + THREADS - 1) / THREADS;
    int full = device.properties().blocks(Long.MAX_VALUE / 2, 1, THREADS);
    int shares = Math.max(1, Math.min((tokens + 15) / 16, full / columns));
    MemorySegment[] pieces =
        Scratch.take(
            device,
            2L * Float.BYTES * tokens,
            (long) Float.BYTES * shares * features,
            (long) Float.BYTES * shares * features);
    if (op.gradX() != null) {
      device.launch(
          MEANS,
          cut.byToken(tokens),
          cut.windows(new Arguments(), op.x())
              .tensor(op.gamma())
              .tensor(op.mean())
              .tensor(op.rstd())
              .tensor(op.gradTokens())
              .address(pieces[0]));
      device.launch(
          GATHER,
          Launch.of(device.properties().blocks(op.x().elements(), THREADS, THREADS), THREADS),
          cut.geometry(new Arguments().tensor(op.x()))
              .int32(op.x().shape().extent(0))
              .tensor(op.gamma())
              .tensor(op.mean())
              .tensor(op.rstd())
              .tensor(op.gradTokens())
              .address(pieces[0])
              .tensor(op.gradX()));
    }
    device.launch(
        COLUMNS,
        Launch.of(columns, shares, 1, THREADS),
        cut.geometry(new Arguments().tensor(op.x()))
            .int32(tokens)
            .tensor(op.mean())
            .tensor(op.rstd())
            .tensor(op.gradTokens())
            .address(pieces[1])
            .address(pieces[2]));
    columnSum.finish(pieces[1], op.gradGamma(), pieces[2], op.gradBeta(), shares);
  }

  /** Launches {@link Patchify}. */
  public void patchify(Patchify op) {
    if (FixedPatches.has(op.image(), op.patch(), op.tokens())) {
      fixed.patchify(op);
    } else {
      copy(PATCHIFY, op.image(), op.patch(), op.image(), op.tokens());
    }
  }

  /** Launches {@link Unpatchify}. */
  public void unpatchify(Unpatchify op) {
    if (FixedPatches.has(op.image(), op.patch(), op.tokens())) {
      fixed.unpatchify(op);
    } else {
      copy(UNPATCHIFY, op.image(), op.patch(), op.tokens(), op.image());
    }
  }

  private void copy(Kernel kernel, Tensor image, int patch, Tensor from, Tensor to) {
    device.launch(
        kernel,
        Launch.of(device.properties().blocks(to.elements(), THREADS, THREADS), THREADS),
        new Cut(image, patch, Shift.NONE)
            .geometry(new Arguments().tensor(from))
            .int32(to.elements())
            .tensor(to));
  }

  /** The kernels' {@code Cut}. */
  private record Cut(int channels, int height, int width, int patch, Shift shift) {
    Cut(Tensor image, int patch, Shift shift) {
      this(image.shape().extent(1), image.shape().extent(2), image.shape().extent(3), patch, shift);
    }

    /** How far a copy reaches beyond its patch. */
    int margin() {
      int reach = 0;
      for (int copy = 0; copy < shift.copies(); copy++) {
        reach = Math.max(reach, Math.abs(shift.dy(copy, patch)));
        reach = Math.max(reach, Math.abs(shift.dx(copy, patch)));
      }
      return reach;
    }

    /** The shared memory for a patch and its margin, or 0 if a block has less than that. */
    int staged() {
      long side = patch + 2L * margin();
      long bytes = (side * side | 1) * channels * Float.BYTES;
      return bytes <= SHARED_BYTES ? (int) bytes : 0;
    }

    Launch byToken(int tokens) {
      return Launch.of(tokens, THREADS).shared(staged());
    }

    /** x, then how it is cut and whether its windows fit into shared memory. */
    Arguments windows(Arguments arguments, Tensor x) {
      return geometry(arguments.tensor(x)).int32(margin()).int32(staged() > 0 ? 1 : 0);
    }

    Arguments geometry(Arguments arguments) {
      int[] numbers = new int[5 + 2 * MAX_COPIES];
      numbers[0] = channels;
      numbers[1] = height;
      numbers[2] = width;
      numbers[3] = patch;
      numbers[4] = shift.copies();
      for (int copy = 0; copy < shift.copies(); copy++) {
        numbers[5 + copy] = shift.dy(copy, patch);
        numbers[5 + MAX_COPIES + copy] = shift.dx(copy, patch);
      }
      return arguments.int32s(numbers);
    }
  }
}
