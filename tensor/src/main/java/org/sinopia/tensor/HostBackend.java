package org.sinopia.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** A backend whose memory is the process's own, outside the heap. */
public abstract class HostBackend implements Backend {
  private static final long ALIGNMENT = 64;

  private final ConcurrentMap<Long, Arena> arenas = new ConcurrentHashMap<>();

  @Override
  public boolean hostAccessible() {
    return true;
  }

  @Override
  @SuppressWarnings("MustBeClosedChecker") // closed by free
  public MemorySegment allocate(long bytes) {
    Arena arena = Arena.ofShared();
    MemorySegment memory = arena.allocate(bytes, ALIGNMENT);
    arenas.put(memory.address(), arena);
    return memory;
  }

  @Override
  public void free(MemorySegment memory) {
    arenas.remove(memory.address()).close();
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
