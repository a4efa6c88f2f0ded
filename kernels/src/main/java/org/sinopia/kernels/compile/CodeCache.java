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
    Digest digest = new Digest().add(compiler).add(architecture);
    sources.closure(source).forEach((name, text) -> digest.add(name).add(text));
    try {
      return Files.readAllBytes(
          disk.file(
              source + "-" + architecture + "-" + digest.hex() + ".code",
              out -> Files.write(out, compile.get())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
