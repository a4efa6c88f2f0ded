package org.sinopia.kernels.compile;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.util.Optional;

/** Whether the system's loader finds a shared library. */
public final class NativeLibrary {
  private NativeLibrary() {}

  /** {@code … was not found}, or empty if it was. */
  public static Optional<String> missing(String name) {
    try (Arena arena = Arena.ofConfined()) {
      SymbolLookup.libraryLookup(name, arena);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(name + " was not found");
    }
  }
}
