package org.sinopia.train.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Runs short commands so that the JVM can archive the classes they load (class-data sharing). The
 * launcher runs it once after each build; later starts then neither parse nor verify these classes.
 */
public final class ArchiveWarmUp {
  private final PrintWriter nowhere = new PrintWriter(Writer.nullWriter());

  private ArchiveWarmUp() {}

  /**
   * Runs the commands silently, in a temporary folder.
   *
   * @throws IOException if the folder cannot be made, or written to
   * @throws IllegalStateException if a command fails
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createTempDirectory("sinopia-warm-up");
    try {
      new ArchiveWarmUp().in(folder);
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
