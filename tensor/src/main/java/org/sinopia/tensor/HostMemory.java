package org.sinopia.tensor;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import com.sun.management.OperatingSystemMXBean;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.management.ManagementFactory;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory of the process outside the heap, of undefined content. It comes from {@code malloc}, since
 * {@link Arena#allocate} writes zeros: a page that no tensor touches is never resident. Nor does
 * the JVM's limit on direct memory, a quarter of the machine's by default, hold for it.
 */
final class HostMemory {
  private static final MethodHandle MALLOC =
      function("malloc", FunctionDescriptor.of(ADDRESS, JAVA_LONG));
  private static final MethodHandle FREE = function("free", FunctionDescriptor.ofVoid(ADDRESS));
  private static final long ALIGNMENT = 64;

  /** So little fits every machine, and asking the machine takes longer than a short program. */
  private static final long UNASKED = 256L << 20;

  private final String device;
  private final ConcurrentMap<Long, Arena> arenas = new ConcurrentHashMap<>();
  private final AtomicLong held = new AtomicLong();

  /** Memory of a device. */
  HostMemory(String device) {
    this.device = device;
  }

  /**
   * Memory aligned to 64 bytes.
   *
   * @throws OutOfMemoryError if this device would hold more than the machine has, or the system
   *     refuses
   */
  @SuppressWarnings("MustBeClosedChecker") // closed by free
  MemorySegment allocate(long bytes) {
    if (bytes > UNASKED - held.get() && bytes > machine() - held.get()) {
      throw tooMuch(bytes);
    }
    MemorySegment start = malloc(Math.addExact(bytes, ALIGNMENT - 1));
    if (start.address() == 0) {
      throw tooMuch(bytes);
    }
    held.addAndGet(bytes);
    Arena arena = Arena.ofShared();
    MemorySegment whole = start.reinterpret(bytes + ALIGNMENT - 1, arena, segment -> free(segment));
    MemorySegment memory = whole.asSlice(-start.address() & (ALIGNMENT - 1), bytes, ALIGNMENT);
    arenas.put(memory.address(), arena);
    return memory;
  }

  /** Gives back what {@link #allocate} returned. */
  void release(MemorySegment memory) {
    arenas.remove(memory.address()).close();
    held.addAndGet(-memory.byteSize());
  }

  private OutOfMemoryError tooMuch(long wanted) {
    return new OutOfMemoryError(
        device + ": wanted " + wanted + " bytes, used " + held + " of " + machine());
  }

  /** The memory of the machine, or of the container that this runs in. */
  private static long machine() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }

  private static MemorySegment malloc(long bytes) {
    try {
      return (MemorySegment) MALLOC.invokeExact(bytes);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static void free(MemorySegment start) {
    try {
      FREE.invokeExact(start);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static MethodHandle function(String name, FunctionDescriptor signature) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), signature);
  }
}
