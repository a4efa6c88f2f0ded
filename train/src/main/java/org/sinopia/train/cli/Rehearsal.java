package org.sinopia.train.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Runs commands that are over sooner than the JVM has found their classes. The launcher has the JVM
 * archive what they load, once for each build, so that these commands and the beginnings of all
 * others start faster.
 */
public final class Rehearsal {
  private final PrintWriter nowhere = new PrintWriter(Writer.nullWriter());

  private Rehearsal() {}

  /**
   * Runs them in a folder that it makes and deletes, without a word.
   *
   * @throws IOException if the folder cannot be made, or written to
   * @throws IllegalStateException if a command fails
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createTempDirectory("sinopia-rehearsal");
    try {
      new Rehearsal().in(folder);
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private void in(Path folder) throws IOException {
    run("--help");
    run("model");
    run("paint", "--count", "1", "--size", "32x32", "--out", folder.toString());
    run("synthesize", only(folder, ".png"), "--out", folder.toString());
    run("info", only(folder, ".h5"));
    run("info", "--json", only(folder, ".h5"));
  }

  private void run(String... arguments) {
    int status = Sinopia.run(nowhere, nowhere, arguments);
    if (status != 0) {
      throw new IllegalStateException(arguments[0] + ": exit status " + status + ", expected 0");
    }
  }

  private static String only(Path folder, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(Path::toString)
          .filter(name -> name.endsWith(suffix))
          .findFirst()
          .orElseThrow();
    }
  }
}
