package org.sinopia.kernels.compile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The output of nvcc for one source and architecture: its code, and the assembler's report of each
 * kernel's resources. The table of the one and a build that embeds the other take one run of the
 * compiler.
 *
 * @param folder of the cache, that holds both
 */
record Assembly(Path folder) {
  /**
   * That in the cache, made first if it is not there.
   *
   * @throws KernelCompileException if the source does not compile
   */
  static Assembly of(
      DiskCache cache, Nvcc nvcc, KernelSources sources, String source, int capability) {
    String name =
        CodeCache.name(nvcc.name(), sources, source, "assembly_" + capability) + ".assembly";
    return new Assembly(
        cache.folder(name, folder -> nvcc.assemble(sources, source, capability, folder)));
  }

  /** Machine code without the numbers of source lines, which are more than half of it. */
  byte[] cubin() {
    try {
      return Files.readAllBytes(cubin(folder));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The assembler's report. */
  String said() {
    try {
      return Files.readString(said(folder));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path cubin(Path folder) {
    return folder.resolve("cubin");
  }

  static Path said(Path folder) {
    return folder.resolve("said.txt");
  }
}
