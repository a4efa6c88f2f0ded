package org.sinopia.kernels.compile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.function.Supplier;

/** Device code in the {@link DiskCache}, by compiler, source text and architecture. */
record CodeCache(DiskCache disk) {
  byte[] code(
      String compiler,
      KernelSources sources,
      String source,
      String architecture,
      Supplier<byte[]> compile) {
    try {
      return Files.readAllBytes(
          disk.file(
              name(compiler, sources, source, architecture) + ".code",
              out -> Files.write(out, compile.get())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The stem of an entry's name, with the hash of what went into it. */
  static String name(String compiler, KernelSources sources, String source, String architecture) {
    Digest digest = new Digest().add(compiler).add(architecture);
    sources.closure(source).forEach((name, text) -> digest.add(name).add(text));
    return source + "-" + architecture + "-" + digest.hex();
  }
}
