package org.sinopia.train;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The SHA-256 of every file in a folder, in a file of the format of coreutils: {@code sha256sum -c
 * SHA256SUMS} checks it as well.
 */
final class Sha256Sums {
  /** The file that holds the sums. */
  static final String FILE = "SHA256SUMS";

  private Sha256Sums() {}

  /** Writes the sums of all files that are in a folder. */
  static void write(Path folder) throws IOException {
    Files.writeString(folder.resolve(FILE), sums(folder), UTF_8);
  }

  /**
   * Checks that a folder holds the files that were there when the sums were written, with the same
   * content, and no others.
   *
   * @throws IOException naming the first file that is missing, extra or different
   */
  static void verify(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    String found;
    try {
      // In a charset that takes any bytes, since these may be damaged.
      found = Files.readString(file, ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": missing", e);
    }
    String actual = sums(folder);
    if (found.equals(actual)) {
      return;
    }
    SortedMap<String, String> expected = byName(found);
    SortedMap<String, String> present = byName(actual);
    Set<String> names = new TreeSet<>(expected.keySet());
    names.addAll(present.keySet());
    for (String name : names) {
      if (!present.containsKey(name)) {
        throw new IOException(file + ": lists " + name + ", which is missing");
      }
      if (!expected.containsKey(name)) {
        throw new IOException(file + ": does not list " + name);
      }
      if (!present.get(name).equals(expected.get(name))) {
        throw new IOException(
            folder.resolve(name)
                + ": SHA-256 is "
                + present.get(name)
                + ", expected "
                + expected.get(name));
      }
    }
    throw new IOException(file + ": is not as it was written");
  }

  private static SortedMap<String, String> byName(String sums) {
    SortedMap<String, String> byName = new TreeMap<>();
    for (String line : sums.lines().toList()) {
      int gap = line.indexOf("  ");
      byName.put(gap < 0 ? line : line.substring(gap + 2), gap < 0 ? "" : line.substring(0, gap));
    }
    return byName;
  }

  private static String sums(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(f -> !f.getFileName().toString().equals(FILE)).sorted().toList();
    }
    StringBuilder lines = new StringBuilder();
    for (Path file : files) {
      lines.append(Sha256.of(file)).append("  ").append(file.getFileName()).append('\n');
    }
    return lines.toString();
  }
}
