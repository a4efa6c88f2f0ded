package org.sinopia.tensor;

import java.lang.foreign.MemorySegment;

/** A backend whose memory is the process's own, outside the heap. */
public abstract class HostBackend implements Backend {
  private HostMemory memory;

  @Override
  public boolean hostAccessible() {
    return true;
  }

  private synchronized HostMemory memory() {
    if (memory == null) {
      memory = new HostMemory(name());
    }
    return memory;
  }

  @Override
  public MemorySegment allocate(long bytes) {
    return memory().allocate(bytes);
  }

  @Override
  public void free(MemorySegment unused) {
    memory().release(unused);
  }

  @Override
  public void download(MemorySegment device, MemorySegment host) {
    host.copyFrom(device);
  }

  @Override
  public void upload(MemorySegment host, MemorySegment device) {
    device.copyFrom(host);
  }
}
