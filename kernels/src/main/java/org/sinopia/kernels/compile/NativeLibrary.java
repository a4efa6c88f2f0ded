package org.sinopia.kernels.compile;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/** Whether the system's loader finds a shared library. */
public final class NativeLibrary {
  private static final boolean LINUX = System.getProperty("os.name").equals("Linux");
  private static final int RTLD_LAZY = 1;

  private NativeLibrary() {}

  /**
   * {@code … was not found}, or {@code … does not load} with what the loader said, as of a library
   * that needs another one; empty if it loads. The library does not stay loaded.
   *
   * @param file a name for the loader to look for, or a path
   */
  public static Optional<String> missing(String file) {
    try (Arena arena = Arena.ofConfined()) {
      SymbolLookup.libraryLookup(file, arena);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(LINUX ? refusal(file) : file + " was not found");
    }
  }

  /** The reason why a binding's native part does not load, in one line. */
  public static String reason(LinkageError error) {
    String prefix = UnsatisfiedLinkError.class.getName() + ": ";
    String text = String.valueOf(error.getMessage());
    // JCuda's text lists each attempt with its stack; the last is the one from its own jar.
    return text.lines()
        .filter(line -> line.startsWith(prefix))
        .reduce((_, last) -> last)
        .map(line -> line.substring(prefix.length()))
        .or(() -> text.lines().findFirst())
        .orElse(error.getClass().getSimpleName());
  }

  /** Asks the loader again, itself: {@link SymbolLookup} keeps its words back. */
  private static String refusal(String file) {
    MemorySegment said = MemorySegment.NULL;
    try (Arena arena = Arena.ofConfined()) {
      MethodHandle open =
          function(
              "dlopen",
              FunctionDescriptor.of(
                  ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
      MethodHandle error = function("dlerror", FunctionDescriptor.of(ValueLayout.ADDRESS));
      MemorySegment _ = (MemorySegment) open.invokeExact(arena.allocateFrom(file), RTLD_LAZY);
      said = (MemorySegment) error.invokeExact();
    } catch (Throwable e) {
      throw new IllegalStateException("kernels: the loader cannot be asked for " + file, e);
    }
    String words =
        said.equals(MemorySegment.NULL)
            ? ""
            : said.reinterpret(Long.MAX_VALUE).getString(0).lines().findFirst().orElse("");
    return words.startsWith(file + ": cannot open shared object file: No such file")
        ? file + " was not found"
        : file + " does not load: " + words;
  }

  private static MethodHandle function(String name, FunctionDescriptor descriptor) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor);
  }
}
