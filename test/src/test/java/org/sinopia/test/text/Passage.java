package org.sinopia.test.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A stretch of English in the repository: a comment, a paragraph of a document, or a message.
 *
 * @param file where it is, from the root of the repository
 * @param line its first line, from 1
 * @param text in one line, without comment signs
 */
record Passage(Path file, int line, String text) {
  /** The root of the repository. */
  static final Path ROOT =
      Path.of(System.getProperty("maven.multiModuleProjectDirectory", "..")).toAbsolutePath();

  private static final Set<String> SKIPPED = Set.of("target", ".git", ".idea", "node_modules");

  /** All files of the repository, without what builds and tools leave. */
  static List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    collect(ROOT, files);
    return files;
  }

  private static void collect(Path folder, List<Path> files) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : entries.sorted().toList()) {
        if (Files.isRegularFile(entry)) {
          files.add(ROOT.relativize(entry));
        } else if (!SKIPPED.contains(entry.getFileName().toString())) {
          collect(entry, files);
        }
      }
    }
  }

  /** All passages of the repository's sources and documents. */
  static List<Passage> all() throws IOException {
    return files().stream().flatMap(file -> of(file).stream()).toList();
  }

  /** The passages of a file; none of a file of another kind. */
  private static List<Passage> of(Path file) {
    String name = file.getFileName().toString();
    if (name.endsWith(".java") || name.endsWith(".cu") || name.endsWith(".cuh")) {
      return new SourceText(file, read(file)).passages();
    }
    if (name.endsWith(".md")) {
      return paragraphs(file);
    }
    boolean script = name.endsWith(".sh") || name.endsWith(".py") || !name.contains(".");
    return script && !name.equals("LICENSE") ? remarks(file) : List.of();
  }

  static String read(Path file) {
    try {
      return Files.readString(ROOT.resolve(file), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The paragraphs of a document, without code, addresses and pictures. */
  private static List<Passage> paragraphs(Path file) {
    List<Passage> passages = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    boolean code = false;
    int line = 0;
    for (String row : read(file).lines().toList()) {
      line++;
      if (row.startsWith("```")) {
        code = !code;
      } else if (!code && !row.isBlank() && !row.startsWith("    ")) {
        text.append(' ').append(row.strip());
        continue;
      }
      addParagraph(passages, file, line, text);
    }
    addParagraph(passages, file, line, text);
    return passages;
  }

  private static void addParagraph(
      List<Passage> passages, Path file, int line, StringBuilder text) {
    String plain = text.toString().replaceAll("`[^`]*`", "`").replaceAll("\\]\\([^)]*\\)", "]");
    if (!plain.isBlank()) {
      passages.add(new Passage(file, line, plain.strip()));
    }
    text.setLength(0);
  }

  /** The remarks of a script: lines that begin with a number sign, taken together. */
  private static List<Passage> remarks(Path file) {
    List<Passage> passages = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    int line = 0;
    for (String row : read(file).lines().toList()) {
      line++;
      if (row.strip().startsWith("# ")) {
        text.append(' ').append(row.strip().substring(2));
      } else {
        addParagraph(passages, file, line, text);
      }
    }
    return passages;
  }
}
