package org.sinopia.kernels.device;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Memory for partial results that grows as needed. What was outgrown is kept until the end, since
 * graphs captured before may still use it; sizes at least double, so all of it together is less
 * than twice the largest.
 */
final class Workspace {
  private static final long LEAST_BYTES = 1L << 20;

  private final KernelDevice device;
  private final List<MemorySegment> pieces = new ArrayList<>();

  Workspace(KernelDevice device) {
    this.device = device;
  }

  MemorySegment take(long bytes) {
    if (pieces.isEmpty() || pieces.getLast().byteSize() < bytes + device.guardBytes()) {
      long most = pieces.isEmpty() ? LEAST_BYTES / 2 : pieces.getLast().byteSize();
      pieces.add(device.allocate(Math.max(bytes + device.guardBytes(), 2 * most)));
    }
    MemorySegment memory = pieces.getLast().asSlice(0, bytes);
    device.claim(memory);
    return memory;
  }

  void free() {
    pieces.forEach(device::free);
    pieces.clear();
  }
}
