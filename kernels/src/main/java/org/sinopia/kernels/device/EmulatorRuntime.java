package org.sinopia.kernels.device;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The emulator's native half ({@code runtime.cpp}) and the libraries of kernels, called through the
 * Foreign Function API. One launch at a time; the caller locks.
 */
final class EmulatorRuntime {
  private static final long TEXT_BYTES = 1008;
  private static final long FAILURE_BYTES = 16 + TEXT_BYTES;
  private static final long NAME_BYTES = 256;

  /** {@code SinopiaKernel} of {@code emulator.hpp}. */
  private static final long KERNEL_NEXT = 32;

  private static final long KERNEL_BYTES = 40;

  private final MethodHandle setGuard;
  private final MethodHandle allocate;
  private final MethodHandle free;
  private final MethodHandle claim;
  private final MethodHandle written;
  private final MethodHandle launch;
  private final MemorySegment extents;
  private final MemorySegment values;
  private final MemorySegment pointers;
  private final MemorySegment failure;

  /**
   * A failed launch: the address of the tensor concerned or 0, the place in the code or 0, the
   * text.
   */
  record Failure(long allocation, long codeOffset, String text) {}

  EmulatorRuntime(Path library) {
    SymbolLookup symbols = SymbolLookup.libraryLookup(library, Arena.global());
    setGuard = handle(symbols, "sinopia_set_guard", FunctionDescriptor.ofVoid(JAVA_LONG));
    allocate = handle(symbols, "sinopia_allocate", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));
    free = handle(symbols, "sinopia_free", FunctionDescriptor.ofVoid(JAVA_LONG));
    claim = handle(symbols, "sinopia_claim", FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG));
    written = handle(symbols, "sinopia_written", FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG));
    launch =
        handle(
            symbols,
            "sinopia_launch",
            FunctionDescriptor.of(
                JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS));
    Arena arena = Arena.global();
    extents = arena.allocate(MemoryLayout.sequenceLayout(6, JAVA_INT));
    values = arena.allocate(Arguments.MAX_BYTES, 16);
    pointers = arena.allocate(MemoryLayout.sequenceLayout(Arguments.MAX_BYTES / 4, ADDRESS));
    failure = arena.allocate(FAILURE_BYTES, 8);
  }

  private static MethodHandle handle(
      SymbolLookup symbols, String name, FunctionDescriptor descriptor) {
    return Linker.nativeLinker().downcallHandle(symbols.findOrThrow(name), descriptor);
  }

  void guard(long bytes) {
    call(
        () -> {
          setGuard.invokeExact(bytes);
        });
  }

  /** The address, or 0 if there is no memory left. */
  long allocate(long bytes) {
    try {
      return (long) allocate.invokeExact(bytes);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  void free(long address) {
    call(
        () -> {
          free.invokeExact(address);
        });
  }

  void claim(MemorySegment memory) {
    call(
        () -> {
          claim.invokeExact(memory.address(), memory.byteSize());
        });
  }

  void written(MemorySegment memory) {
    call(
        () -> {
          written.invokeExact(memory.address(), memory.byteSize());
        });
  }

  /** The kernels of a library by name. */
  static Map<String, MemorySegment> kernels(Path library) {
    SymbolLookup symbols = SymbolLookup.libraryLookup(library, Arena.global());
    MethodHandle first = handle(symbols, "sinopia_first_kernel", FunctionDescriptor.of(ADDRESS));
    Map<String, MemorySegment> kernels = new HashMap<>();
    try {
      MemorySegment kernel = ((MemorySegment) first.invokeExact()).reinterpret(KERNEL_BYTES);
      while (kernel.address() != 0) {
        kernels.put(kernel.get(ADDRESS, 0).reinterpret(NAME_BYTES).getString(0), kernel);
        kernel = kernel.get(ADDRESS, KERNEL_NEXT).reinterpret(KERNEL_BYTES);
      }
    } catch (Throwable e) {
      throw unexpected(e);
    }
    return kernels;
  }

  /** Runs a kernel to its end; what went wrong, if anything did. */
  Optional<Failure> launch(
      MemorySegment kernel, Launch how, Arguments arguments, long order, boolean checked) {
    Launch.Extent grid = how.grid();
    Launch.Extent block = how.block();
    int[] numbers = {grid.x(), grid.y(), grid.z(), block.x(), block.y(), block.z()};
    MemorySegment.copy(numbers, 0, extents, JAVA_INT, 0, numbers.length);
    values.asSlice(0, arguments.bytes().byteSize()).copyFrom(arguments.bytes());
    for (int i = 0; i < arguments.count(); i++) {
      pointers.setAtIndex(ADDRESS, i, values.asSlice(arguments.offset(i)));
    }
    try {
      int failed =
          (int)
              launch.invokeExact(
                  kernel,
                  extents,
                  (long) how.sharedBytes(),
                  pointers,
                  order,
                  checked ? 1 : 0,
                  failure);
      return failed == 0
          ? Optional.empty()
          : Optional.of(
              new Failure(
                  failure.get(JAVA_LONG, 0), failure.get(JAVA_LONG, 8), failure.getString(16)));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** A native call without result. */
  @FunctionalInterface
  private interface Call {
    void run() throws Throwable;
  }

  private static void call(Call call) {
    try {
      call.run();
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static IllegalStateException unexpected(Throwable e) {
    return new IllegalStateException("emulator: a native call failed", e);
  }
}
