package org.sinopia.kernels.compile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** NVIDIA's compiler as a program: the one on the {@code PATH}, or that of {@code CUDA_HOME}. */
final class Nvcc implements DeviceCompiler {
  private final Optional<Tool> tool;
  private final String version;

  Nvcc() {
    String home = System.getenv("CUDA_HOME");
    this.tool =
        Tool.find("nvcc").or(() -> home == null ? Optional.empty() : Tool.find(home + "/bin/nvcc"));
    this.version =
        tool.map(t -> t.run(List.of("--version")).text().strip().lines().toList().getLast())
            .orElse("");
  }

  @Override
  public String name() {
    return "nvcc " + version;
  }

  @Override
  public Optional<String> missing() {
    return tool.isPresent() ? Optional.empty() : Optional.of("nvcc is not on the PATH");
  }

  @Override
  public byte[] compile(KernelSources sources, String source, int capability) {
    return compile(sources, source, List.of("-cubin", "-lineinfo", "-arch=sm_" + capability));
  }

  /** PTX that any device of this capability or a later one can load, if its driver is as new. */
  byte[] ptx(KernelSources sources, String source, int capability) {
    return compile(sources, source, List.of("-ptx", "-arch=compute_" + capability));
  }

  /** Leaves in a folder what an {@link Assembly} holds. */
  void assemble(KernelSources sources, String source, int capability, Path folder)
      throws IOException {
    Path cubin = Assembly.cubin(folder);
    List<String> target = List.of("-cubin", "-Xptxas", "-v", "-arch=sm_" + capability);
    Files.writeString(Assembly.said(folder), run(sources, source, target, cubin));
  }

  private byte[] compile(KernelSources sources, String source, List<String> target) {
    try {
      Path out = Files.createTempFile("sinopia-" + source, ".code");
      try {
        run(sources, source, target, out);
        return Files.readAllBytes(out);
      } finally {
        Files.delete(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes code; what it said. */
  private String run(KernelSources sources, String source, List<String> target, Path out) {
    List<String> arguments = new ArrayList<>(target);
    arguments.addAll(List.of("-std=c++17", "-o", out.toString()));
    arguments.add(sources.cuda().resolve(source + ".cu").toString());
    Tool.Output output = tool.orElseThrow().run(arguments);
    if (output.exit() != 0) {
      throw new KernelCompileException(
          source
              + ".cu does not compile ("
              + name()
              + "):\n"
              + CompilerErrors.first(output.text()));
    }
    return output.text();
  }
}
