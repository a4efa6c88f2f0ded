package org.sinopia.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.sinopia.train.Sha256;
import org.sinopia.train.cli.Sinopia;

/** A small archive of scans, and what the commands of one machine make of it. */
final class Archive {
  private Archive() {}

  /** Runs a command on this machine. */
  static String sinopia(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    try (PrintWriter lines = new PrintWriter(out, true);
        PrintWriter messages = new PrintWriter(err, true)) {
      assertEquals(0, Sinopia.run(lines, messages, arguments), err::toString);
    }
    return out.toString();
  }

  /** Paints pictures into {@code pictures} and scans them into {@code cubes}. */
  static void make(Path folder, int count) {
    sinopia("paint", "--count=" + count, "--size=40x32", "--out=" + folder.resolve("pictures"));
    sinopia(
        "synthesize", folder.resolve("pictures").toString(), "--out=" + folder.resolve("cubes"));
  }

  /** The digests of all files of a folder by their names in it; without what Spark's jobs keep. */
  static SortedMap<String, String> digests(Path folder) throws IOException {
    SortedMap<String, String> found = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = folder.relativize(file).toString();
        if (!name.startsWith("_sinopia")) {
          found.put(name, Sha256.of(file));
        }
      }
    }
    return found;
  }

  /** The embedder that comes with Sinopia. */
  static Path embedder(Path folder) throws IOException {
    Path copy = folder.resolve("embedder");
    Files.createDirectories(copy);
    for (String name : new String[] {"model.json", "weights.safetensors"}) {
      try (var in =
          Sinopia.class.getResourceAsStream("/org/sinopia/train/model/embedder/" + name)) {
        Files.copy(in, copy.resolve(name));
      }
    }
    return copy;
  }
}
