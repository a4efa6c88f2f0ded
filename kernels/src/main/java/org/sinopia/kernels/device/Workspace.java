package org.sinopia.kernels.device;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Memory for partial results that grows as needed. A block that was outgrown is kept until the end,
 * since graphs captured before may still use it; sizes at least double where there is memory for
 * that, and then all blocks together are less than twice the largest.
 */
final class Workspace {
  private static final long MIN_BYTES = 1L << 20;

  private final KernelDevice device;
  private final List<MemorySegment> pieces = new ArrayList<>();

  Workspace(KernelDevice device) {
    this.device = device;
  }

  MemorySegment take(long bytes) {
    long needed = bytes + device.guardBytes();
    if (pieces.isEmpty() || pieces.getLast().byteSize() < needed) {
      long most = pieces.isEmpty() ? MIN_BYTES / 2 : pieces.getLast().byteSize();
      pieces.add(allocate(needed, 2 * most));
    }
    MemorySegment memory = pieces.getLast().asSlice(0, bytes);
    device.claim(memory);
    return memory;
  }

  private MemorySegment allocate(long needed, long wished) {
    try {
      return device.allocate(Math.max(needed, wished));
    } catch (OutOfMemoryError e) {
      return device.allocate(needed);
    }
  }

  void free() {
    pieces.forEach(device::free);
    pieces.clear();
  }
}
