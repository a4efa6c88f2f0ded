package org.sinopia.kernels.compile;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The ways from CUDA sources to device code, in the order of preference: NVRTC, nvcc, what the
 * build embedded. Compiled kernels are kept on disk.
 */
public final class CompilerChain {
  private final KernelSources sources;
  private final CodeCache cache;
  private final List<DeviceCompiler> compilers;

  /** All three, for the given sources. */
  public CompilerChain(KernelSources sources, DiskCache cache) {
    this(sources, cache, List.of(new Nvrtc(), new Nvcc(), new EmbeddedKernels()));
  }

  CompilerChain(KernelSources sources, DiskCache cache, List<DeviceCompiler> compilers) {
    this.sources = sources;
    this.cache = new CodeCache(cache);
    this.compilers = compilers;
  }

  /** The first that can be used here. */
  private Optional<DeviceCompiler> usable() {
    return compilers.stream().filter(c -> c.missing().isEmpty()).findFirst();
  }

  /** Why there is no way to device code here; empty if there is one. */
  public Optional<String> missing() {
    return usable().isPresent()
        ? Optional.empty()
        : Optional.of(
            compilers.stream()
                .map(c -> c.missing().orElse(""))
                .collect(Collectors.joining("; ", "no way to compile kernels: ", "")));
  }

  /** The compiler in use, and the reason why a preferred one is not. */
  public String describe() {
    StringBuilder text = new StringBuilder();
    for (DeviceCompiler compiler : compilers) {
      Optional<String> missing = compiler.missing();
      text.append(text.isEmpty() ? "" : "; ").append(missing.orElse(compiler.name()));
      if (missing.isEmpty()) {
        break;
      }
    }
    return text.toString();
  }

  /**
   * A cubin or PTX of one source for a device. If the compiler fails, ready-made code of this very
   * source will do: the fault is not the source's then but, say, that of an nvcc without a host
   * compiler or older than the device.
   *
   * @throws KernelCompileException if it does not compile, or nothing here can compile it
   */
  public byte[] code(String source, int capability) {
    DeviceCompiler compiler =
        usable().orElseThrow(() -> new KernelCompileException(missing().orElseThrow()));
    try {
      return compiled(compiler, source, capability);
    } catch (KernelCompileException e) {
      return compilers.stream()
          .filter(c -> c.missing().isEmpty())
          .flatMap(c -> c.readyMade(sources, source, capability).stream())
          .findFirst()
          .orElseThrow(() -> e);
    }
  }

  private byte[] compiled(DeviceCompiler compiler, String source, int capability) {
    return compiler instanceof EmbeddedKernels
        ? compiler.compile(sources, source, capability)
        : cache.code(
            compiler.name(),
            sources,
            source,
            "sm_" + capability,
            () -> compiler.compile(sources, source, capability));
  }
}
