package org.sinopia.kernels.compile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The system's C++ compiler, which makes the emulator's libraries: the one that the system property
 * {@code sinopia.cxx} or the variable {@code CXX} names, else the first of {@code g++}, {@code c++}
 * and {@code clang++} on the {@code PATH}.
 */
public final class HostCompiler {
  private static final List<String> RUNTIME =
      List.of("-std=c++17", "-O2", "-fPIC", "-shared", "-fno-exceptions");
  private static final List<String> KERNEL =
      List.of("-std=c++17", "-fPIC", "-shared", "-fvisibility=hidden", "-w", "-ffp-contract=off");

  /**
   * An access stays as wide as it is written, so that a misaligned float4 is seen as one: no
   * splitting of aggregates. No points-to analysis: what it proves never to leave a function, such
   * as most shared variables, would not be instrumented.
   */
  private static final List<String> CHECKED =
      List.of("-O1", "-g1", "-fsanitize=thread", "-fno-tree-sra", "-fno-tree-pta");

  private static final List<String> UNCHECKED = List.of("-O2");

  private final Tool tool;
  private final String version;
  private final KernelSources sources;
  private final DiskCache cache;

  private HostCompiler(Tool tool, KernelSources sources, DiskCache cache) {
    this.tool = tool;
    this.version = tool.run(List.of("--version")).text().lines().findFirst().orElse("");
    this.sources = sources;
    this.cache = cache;
  }

  /** The compiler, if one is installed. */
  public static Optional<HostCompiler> find(KernelSources sources, DiskCache cache) {
    return Stream.of(
            System.getProperty("sinopia.cxx"), System.getenv("CXX"), "g++", "c++", "clang++")
        .filter(name -> name != null && !name.isEmpty())
        .flatMap(name -> Tool.find(name).stream())
        .findFirst()
        .map(tool -> new HostCompiler(tool, sources, cache));
  }

  /** The compiler's own first line about itself. */
  public String version() {
    return version;
  }

  /** The library that schedules threads and checks accesses. */
  public Path runtime() {
    Digest digest = new Digest().add(version).add(RUNTIME.toString());
    try (Stream<Path> files = Files.list(sources.emulator())) {
      for (Path file : files.sorted().toList()) {
        digest.add(file.getFileName().toString()).add(Files.readAllBytes(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return cache.file(
        "emulator-" + digest.hex() + ".so",
        out -> {
          List<String> arguments = new ArrayList<>(RUNTIME);
          arguments.addAll(
              List.of(
                  "-o",
                  out.toString(),
                  sources.emulator().resolve("runtime.cpp").toString(),
                  "-ldl"));
          compile("the emulator", arguments);
        });
  }

  /**
   * The library of one CUDA source.
   *
   * @param checked whether every access is checked; else it runs several times as fast
   * @throws KernelCompileException with file, line and text, if it does not compile
   */
  public Path library(String source, boolean checked) {
    Path runtime = runtime();
    List<String> options = new ArrayList<>(KERNEL);
    options.addAll(checked ? CHECKED : UNCHECKED);
    Digest digest = new Digest().add(version).add(options.toString()).add(runtime.toString());
    sources.closure(source).forEach((name, text) -> digest.add(name).add(text));
    return cache.file(
        source + "-" + digest.hex() + ".so",
        out -> {
          Path wrapped = out.resolveSibling(source + ".cpp");
          Files.writeString(
              wrapped,
              """
              #include "emulator.hpp"
              namespace {
              #include "%s.cu"
              }
              """
                  .formatted(source));
          options.addAll(
              List.of(
                  "-I" + sources.cuda(),
                  "-I" + sources.emulator(),
                  "-o",
                  out.toString(),
                  wrapped.toString(),
                  runtime.toString()));
          // GCC links its own sanitizer runtime if it is told of the option when linking.
          options.add("-nodefaultlibs");
          options.addAll(List.of("-lm", "-lc", "-lgcc"));
          compile(source + ".cu", options);
        });
  }

  private void compile(String what, List<String> arguments) {
    Tool.Output output = tool.run(arguments);
    if (output.exit() != 0) {
      throw new KernelCompileException(
          what + " does not compile (" + version + "):\n" + CompilerErrors.first(output.text()));
    }
  }
}
