package org.sinopia.kernels.compile;

import java.util.Optional;

/** A way to machine code or PTX for a GPU. */
interface DeviceCompiler {
  /** Its name, with its version where it has one. */
  String name();

  /** Why it cannot be used on this machine; empty if it can. */
  Optional<String> missing();

  /**
   * Code for one source: a cubin, or PTX text.
   *
   * @param capability of the device, as 75, 80, 90, …
   * @throws KernelCompileException with file, line and text of the first error
   */
  byte[] compile(KernelSources sources, String source, int capability);

  /** Code that was made before of this very source, if there is any. */
  default Optional<byte[]> readyMade(KernelSources sources, String source, int capability) {
    return Optional.empty();
  }
}
