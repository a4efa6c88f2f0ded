package org.sinopia.kernels.compile;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Kernels that a build with the Maven profile {@code embedded-kernels} compiled and put among the
 * program's resources: cubins for some devices, and PTX for the others, with tensor cores and
 * without. An entry's name holds the hash of its source, so an edited source has none.
 */
public final class EmbeddedKernels implements DeviceCompiler {
  private static final String FOLDER = "/org/sinopia/kernels/embedded/";
  private static final String LIST = FOLDER + "index.txt";

  /** The first with tensor cores for bfloat16, and the oldest that nvcc 13 compiles for. */
  private static final List<Integer> PTX_CAPABILITIES = List.of(80, 75);

  EmbeddedKernels() {}

  @Override
  public String name() {
    return "embedded in this build";
  }

  @Override
  public Optional<String> missing() {
    return EmbeddedKernels.class.getResource(LIST) == null
        ? Optional.of("this build embeds no kernels")
        : Optional.empty();
  }

  @Override
  public byte[] compile(KernelSources sources, String source, int capability) {
    return readyMade(sources, source, capability)
        .orElseThrow(
            () ->
                new KernelCompileException(
                    source
                        + ".cu was edited since this build, and there is neither NVRTC nor nvcc to"
                        + " compile it"));
  }

  @Override
  public Optional<byte[]> readyMade(KernelSources sources, String source, int capability) {
    String stem = stem(sources, source);
    return Stream.concat(
            Stream.of(stem + ".sm_" + capability + ".cubin"),
            PTX_CAPABILITIES.stream()
                .filter(known -> known <= capability)
                .map(known -> ptx(stem, known)))
        .flatMap(name -> read(name).stream())
        .findFirst();
  }

  private static String ptx(String stem, int capability) {
    return stem + ".compute_" + capability + ".ptx";
  }

  private static Optional<byte[]> read(String name) {
    try (InputStream in = EmbeddedKernels.class.getResourceAsStream(FOLDER + name)) {
      return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String stem(KernelSources sources, String source) {
    Digest digest = new Digest();
    sources.closure(source).forEach((name, text) -> digest.add(name).add(text));
    return source + "-" + digest.hex();
  }

  /**
   * Fills a folder of class files with the code of all sources; does nothing but say so where there
   * is no nvcc. Run by the build.
   *
   * @param arguments the folder, then the capabilities that get a cubin, as 80 90
   */
  public static void main(String[] arguments) throws IOException {
    Nvcc nvcc = new Nvcc();
    if (nvcc.missing().isPresent()) {
      System.out.println("No kernels embedded: " + nvcc.missing().get());
      return;
    }
    Path folder = Path.of(arguments[0] + FOLDER);
    Files.createDirectories(folder);
    KernelSources sources = KernelSources.find();
    DiskCache cache = DiskCache.standard();
    List<Integer> cubins = Stream.of(arguments).skip(1).map(Integer::valueOf).toList();
    sources.names().parallelStream()
        .forEach(source -> embed(sources, source, nvcc, cache, cubins, folder));
    Files.writeString(Path.of(arguments[0] + LIST), String.join("\n", sources.names()) + "\n");
  }

  private static void embed(
      KernelSources sources,
      String source,
      Nvcc nvcc,
      DiskCache cache,
      List<Integer> cubins,
      Path folder) {
    String stem = stem(sources, source);
    try {
      for (int capability : PTX_CAPABILITIES) {
        byte[] ptx =
            new CodeCache(cache)
                .code(
                    nvcc.name(),
                    sources,
                    source,
                    "bare_compute_" + capability,
                    () -> nvcc.ptx(sources, source, capability));
        Files.write(folder.resolve(ptx(stem, capability)), ptx);
      }
      for (int capability : cubins) {
        Files.write(
            folder.resolve(stem + ".sm_" + capability + ".cubin"),
            Assembly.of(cache, nvcc, sources, source, capability).cubin());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
