package org.sinopia.xrf.cube;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** A file written under a temporary name beside its place, and moved there when it is whole. */
final class PendingFile implements AutoCloseable {

  private final Path target;
  private final Path temporary;

  private PendingFile(Path target, Path temporary) {
    this.target = target;
    this.temporary = temporary;
  }

  /**
   * A new, empty temporary file for {@code target}.
   *
   * @throws IOException if its folder does not exist or cannot be written to
   */
  static PendingFile of(Path target) throws IOException {
    while (true) {
      String tag = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
      Path temporary = target.resolveSibling("." + target.getFileName() + "." + tag + ".part");
      try {
        Files.createFile(temporary);
        return new PendingFile(target, temporary);
      } catch (FileAlreadyExistsException e) {
        // Another writer drew the same name: draw again.
      }
    }
  }

  Path target() {
    return target;
  }

  Path path() {
    return temporary;
  }

  FileChannel openForWriting() throws IOException {
    return FileChannel.open(temporary, StandardOpenOption.WRITE);
  }

  /** Moves the file to its place, replacing what was there. */
  void commit() throws IOException {
    try {
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Deletes the temporary file, unless it was moved to its place. */
  @Override
  public void close() throws IOException {
    Files.deleteIfExists(temporary);
  }
}
