package org.sinopia.kernels.launch;

import org.sinopia.kernels.device.Arguments;
import org.sinopia.kernels.device.Kernel;
import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.device.Launch;
import org.sinopia.tensor.Tensor;

/**
 * Rows of a matrix as {@code row_group.cuh} shares them out: a warp for each or, if they are long,
 * a block.
 *
 * @param count rows
 * @param length elements of each
 * @param quads whole groups of four of a row that can be accessed as one, 0 if none can
 */
record Rows(int count, int length, int quads) {
  private static final int THREADS = 256;
  private static final int WARPS = THREADS / 32;
  private static final int LONGEST_FOR_A_WARP = 1024;

  /** The innermost axes of tensors of one shape. */
  static Rows of(Tensor... tensors) {
    int length = tensors[0].shape().extent(-1);
    boolean fours = length % 4 == 0 && Alignment.aligned(tensors);
    return new Rows(tensors[0].elements() / length, length, fours ? length / 4 : 0);
  }

  /**
   * Launches the kernel {@code name_warp} or {@code name_block}, with count, length and quads after
   * the arguments.
   */
  void launch(KernelDevice device, String source, String name, Arguments arguments) {
    boolean warp = length <= LONGEST_FOR_A_WARP;
    int blocks = device.properties().blocks(count, warp ? WARPS : 1, THREADS);
    device.launch(
        new Kernel(source, name + (warp ? "_warp" : "_block")),
        Launch.of(blocks, THREADS),
        arguments.int32(count).int32(length).int32(quads));
  }
}
