package org.sinopia.kernels.compile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The CUDA sources and the emulator's, as files. In a checkout they are the files that a developer
 * edits, so an edit takes effect at the next run; from a jar they are copied to the cache. The
 * system property {@code sinopia.cuda.sources} names another folder for the CUDA sources.
 *
 * @param cuda the folder of {@code .cu} and {@code .cuh} files
 * @param emulator the folder of the emulator's sources
 */
public record KernelSources(Path cuda, Path emulator) {
  private static final Pattern INCLUDE = Pattern.compile("(?m)^\\s*#include\\s+\"([^\"]+)\"");
  private static final String IN_JAR = "/org/sinopia/kernels/source/";

  /** The sources that belong to this program. */
  public static KernelSources find() {
    KernelSources found = beside(home());
    String property = System.getProperty("sinopia.cuda.sources");
    return property == null ? found : new KernelSources(Path.of(property), found.emulator);
  }

  private static Path home() {
    try {
      return Path.of(
          KernelSources.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("kernels: no folder for the program's own classes", e);
    }
  }

  /** Those of a program whose classes lie at {@code home}: a folder or a jar. */
  static KernelSources beside(Path home) {
    Path module = home.getParent() == null ? null : home.getParent().getParent();
    if (module != null && Files.isDirectory(module.resolve("src/main/cuda"))) {
      return in(module.resolve("src/main"));
    }
    if (Files.isDirectory(home)) {
      return in(home.resolve(IN_JAR.substring(1)));
    }
    try (FileSystem jar = FileSystems.newFileSystem(URI.create("jar:" + home.toUri()), Map.of())) {
      return in(unpacked(jar.getPath(IN_JAR)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static KernelSources in(Path folder) {
    return new KernelSources(folder.resolve("cuda"), folder.resolve("emulator"));
  }

  private static Path unpacked(Path inJar) throws IOException {
    SequencedMap<String, byte[]> files = new TreeMap<>();
    Digest digest = new Digest();
    try (Stream<Path> paths = Files.walk(inJar)) {
      for (Path path : paths.filter(Files::isRegularFile).sorted().toList()) {
        String name = inJar.relativize(path).toString();
        files.put(name, Files.readAllBytes(path));
        digest.add(name).add(files.get(name));
      }
    }
    return DiskCache.standard()
        .folder(
            "source-" + digest.hex(),
            folder -> {
              for (var file : files.entrySet()) {
                Path target = folder.resolve(file.getKey());
                Files.createDirectories(target.getParent());
                Files.write(target, file.getValue());
              }
            });
  }

  /** The text of a source and of all that it includes, by file name, itself first. */
  public SequencedMap<String, String> closure(String source) {
    SequencedMap<String, String> texts = new LinkedHashMap<>();
    Deque<String> open = new ArrayDeque<>(List.of(source + ".cu"));
    while (!open.isEmpty()) {
      String name = open.pop();
      Path file =
          Stream.of(cuda, emulator)
              .map(f -> f.resolve(name))
              .filter(Files::exists)
              .findFirst()
              .orElse(null);
      if (file == null) {
        throw new IllegalArgumentException(
            "kernels: no file " + name + " in " + cuda + ", needed by " + source + ".cu");
      }
      if (texts.containsKey(name)) {
        continue;
      }
      texts.put(name, read(file));
      Matcher include = INCLUDE.matcher(texts.get(name));
      while (include.find()) {
        open.add(include.group(1));
      }
    }
    return texts;
  }

  /** The names of all CUDA sources, without {@code .cu}, sorted. */
  public List<String> names() {
    try (Stream<Path> files = Files.list(cuda)) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(f -> f.endsWith(".cu"))
          .map(f -> f.substring(0, f.length() - 3))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
