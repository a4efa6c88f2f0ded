package org.sinopia.train.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Folders that commands write into. */
final class OutputFolder {
  private OutputFolder() {}

  /**
   * Makes a folder, and those above it, unless it is there.
   *
   * @throws IllegalArgumentException if something else is there
   */
  static Path create(Path folder) throws IOException {
    try {
      return Files.createDirectories(folder);
    } catch (FileAlreadyExistsException e) {
      throw new IllegalArgumentException("--out: " + e.getFile() + " is not a folder", e);
    }
  }
}
