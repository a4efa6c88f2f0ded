package org.sinopia.tensor.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A file written under a temporary name beside its place, and moved there when it is whole: readers
 * of the place see the file that was there before, or all of the new one.
 */
public final class PendingFile implements AutoCloseable {

  private final Path target;
  private final Path temporary;

  private PendingFile(Path target, Path temporary) {
    this.target = target;
    this.temporary = temporary;
  }

  /** Writes the content of a file. */
  @FunctionalInterface
  public interface Content {
    /** Writes all of an empty file. */
    void writeTo(Path file) throws IOException;
  }

  /**
   * Writes a whole file; on failure nothing is left of it, and an older one stays.
   *
   * @throws IOException as {@link #of}, {@link #commit}, or whatever the content throws
   */
  public static void write(Path target, Content content) throws IOException {
    try (PendingFile pending = of(target)) {
      content.writeTo(pending.path());
      pending.commit();
    }
  }

  /**
   * A new, empty temporary file for {@code target}.
   *
   * @throws NoSuchFileException if its folder does not exist, naming the folder
   * @throws AccessDeniedException if its folder cannot be written to, naming the target
   * @throws IllegalArgumentException if the target is a folder
   */
  public static PendingFile of(Path target) throws IOException {
    Path folder = target.toAbsolutePath().getParent();
    if (folder == null || Files.isDirectory(target)) {
      throw new IllegalArgumentException(target + ": is a folder, expected the name of a file");
    }
    if (!Files.isDirectory(folder)) {
      throw new NoSuchFileException(folder.toString());
    }
    while (true) {
      String tag = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
      Path temporary = target.resolveSibling("." + target.getFileName() + "." + tag + ".part");
      try {
        Files.createFile(temporary);
        return new PendingFile(target, temporary);
      } catch (FileAlreadyExistsException e) {
        // Another writer drew the same name: draw again.
      } catch (AccessDeniedException e) {
        AccessDeniedException named =
            new AccessDeniedException(target.toString(), null, "its folder cannot be written to");
        named.initCause(e);
        throw named;
      }
    }
  }

  /** Where the file will be. */
  public Path target() {
    return target;
  }

  /** Where it is written. */
  public Path path() {
    return temporary;
  }

  /** A channel to write it with. */
  public FileChannel openForWriting() throws IOException {
    return FileChannel.open(temporary, StandardOpenOption.WRITE);
  }

  /** Moves the file to its place, replacing what was there. */
  public void commit() throws IOException {
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
