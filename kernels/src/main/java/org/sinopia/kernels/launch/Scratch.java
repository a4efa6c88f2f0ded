package org.sinopia.kernels.launch;

import java.lang.foreign.MemorySegment;
import org.sinopia.kernels.device.KernelDevice;

/**
 * The memory for partial results of one op, cut into pieces, each aligned to 256 bytes and guarded
 * like a tensor. Good until the next op asks.
 */
public final class Scratch {
  private static final long ALIGNMENT = 256;

  private Scratch() {}

  /** A piece of each size. */
  public static MemorySegment[] take(KernelDevice device, long... bytes) {
    long all = 0;
    for (long size : bytes) {
      all += stride(device, size);
    }
    MemorySegment memory = device.scratch(all);
    MemorySegment[] pieces = new MemorySegment[bytes.length];
    long from = 0;
    for (int i = 0; i < bytes.length; i++) {
      pieces[i] = memory.asSlice(from, bytes[i]);
      device.claim(pieces[i]);
      from += stride(device, bytes[i]);
    }
    return pieces;
  }

  private static long stride(KernelDevice device, long size) {
    return (size + device.guardBytes() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}
