package org.sinopia.train.cli.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Folders that commands write into. */
public final class OutputFolder {
  private OutputFolder() {}

  /**
   * Checks that a folder is there, or can be.
   *
   * @throws IllegalArgumentException if something else is there, or where one above it should be
   */
  public static void check(Path folder) {
    Path above = folder.toAbsolutePath();
    while (!Files.exists(above)) {
      above = above.getParent();
    }
    if (!Files.isDirectory(above)) {
      throw new IllegalArgumentException("--out: " + above + " is not a folder");
    }
  }

  /**
   * Makes a folder, and those above it, unless it is there.
   *
   * @throws IllegalArgumentException as {@link #check}
   */
  public static Path create(Path folder) throws IOException {
    check(folder);
    return Files.createDirectories(folder);
  }
}
