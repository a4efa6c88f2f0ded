package org.sinopia.bench.peers;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds out which vector instructions PyTorch uses, since the environment variables that limit them
 * are requests: ATen tells its own choice, and MKL and oneDNN print theirs if asked to be verbose.
 */
final class PeerInstructions {
  private static final Pattern MKL = Pattern.compile("\\(R\\) 64 architecture (.*?) enabled");
  private static final Pattern ONEDNN = Pattern.compile("cpu,isa:([^\n]*)");

  /** The mangled name of {@code std::string at::get_cpu_capability()}. */
  private static final String CAPABILITY = "_ZN2at18get_cpu_capabilityB5cxx11Ev";

  /** Size of a std::string in GCC's library: address of the characters, length, 16 bytes more. */
  private static final long STRING_BYTES = 32;

  private PeerInstructions() {}

  /** One sentence for the head of a table. */
  static String describe() throws IOException {
    String log = ChildProcess.verbosePeer();
    return "PyTorch ran with ATen "
        + ChildProcess.peerCapability()
        + ", MKL "
        + found(MKL, log)
        + ", oneDNN "
        + found(ONEDNN, log)
        + "; ONNX Runtime has no such setting and uses all that the processor has.";
  }

  private static String found(Pattern pattern, String log) {
    Matcher matcher = pattern.matcher(log);
    return matcher.find() ? matcher.group(1).replace("(R)", "") : "not used";
  }

  /**
   * ATen's choice, such as AVX2 or DEFAULT. Call it after PyTorch has been loaded, on Linux.
   *
   * @throws IllegalStateException if this PyTorch does not tell
   */
  static String capability() {
    // Returned by value, so the caller passes the address of a std::string to construct.
    MemorySegment function =
        SymbolLookup.loaderLookup()
            .find(CAPABILITY)
            .orElseThrow(() -> new IllegalStateException("PyTorch does not export " + CAPABILITY));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment string = arena.allocate(STRING_BYTES, 8);
      Linker.nativeLinker()
          .downcallHandle(
              function, FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS))
          .invoke(string);
      long length = string.get(ValueLayout.JAVA_LONG, ValueLayout.ADDRESS.byteSize());
      byte[] characters =
          string
              .get(ValueLayout.ADDRESS, 0)
              .reinterpret(length)
              .toArray(ValueLayout.JAVA_BYTE);
      return new String(characters, StandardCharsets.US_ASCII);
    } catch (Throwable failure) {
      throw new IllegalStateException("cannot ask PyTorch for its instruction set", failure);
    }
  }
}
