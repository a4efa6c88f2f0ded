package org.sinopia.train.cli.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Files that commands write, checked before the work that leads to them. */
public final class OutputFile {
  private OutputFile() {}

  /**
   * Checks that a file can be written to a place, and that no input is there.
   *
   * @param inputs what is read for it; those that are missing are no matter
   * @throws IllegalArgumentException if the place is a folder, or an input
   * @throws NoSuchFileException if there is no folder for it
   */
  public static void check(Path target, Path... inputs) throws IOException {
    if (Files.isDirectory(target)) {
      throw new IllegalArgumentException(target + ": is a folder, expected the name of a file");
    }
    Path folder = target.toAbsolutePath().getParent();
    if (!Files.isDirectory(folder)) {
      throw new NoSuchFileException(folder.toString());
    }
    for (Path input : inputs) {
      if (Files.exists(target) && Files.exists(input) && Files.isSameFile(target, input)) {
        throw new IllegalArgumentException(target + ": is read as well, expected another name");
      }
    }
  }
}
