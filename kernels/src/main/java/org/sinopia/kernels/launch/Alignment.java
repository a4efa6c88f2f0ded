package org.sinopia.kernels.launch;

import org.sinopia.tensor.Tensor;

/** Whether tensors, which may be slices of others, can be accessed 16 bytes at a time. */
public final class Alignment {
  static final int BYTES = 16;

  private Alignment() {}

  /** Whether each starts at a multiple of 16 bytes. */
  public static boolean aligned(Tensor... tensors) {
    for (Tensor tensor : tensors) {
      if (tensor.memory().address() % BYTES != 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * How many whole groups of four elements the tensors, of one size, have; 0 if any is unaligned.
   */
  static int vectors(Tensor... tensors) {
    return aligned(tensors) ? tensors[0].elements() / 4 : 0;
  }
}
