package org.sinopia.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A folder filled under another name beside its place, {@code NAME.part}, and moved there when it
 * is whole. A folder cannot replace another in one move: the one that was there first becomes
 * {@code NAME.old}. Whenever the process is killed, {@link #whole} finds the old folder or the new
 * one, all of it. One process at a time.
 */
public final class PendingFolder implements AutoCloseable {
  private final Path target;
  private final Path part;

  private PendingFolder(Path target) {
    this.target = target;
    this.part = beside(target, ".part");
  }

  /**
   * A new, empty folder for {@code target}, whose own folder is made if it is missing.
   *
   * @throws IOException if the disk refuses
   */
  public static PendingFolder of(Path target) throws IOException {
    PendingFolder pending = new PendingFolder(target);
    Path above = target.toAbsolutePath().getParent();
    Files.createDirectories(above);
    pending.close();
    Path old = beside(target, ".old");
    if (Files.exists(old) && !Files.exists(target)) {
      Files.move(old, target, StandardCopyOption.ATOMIC_MOVE);
    }
    Files.createDirectory(pending.part);
    return pending;
  }

  /** Where the folder is to be looked for: its place, or where a killed replacement left it. */
  public static Path whole(Path target) {
    Path old = beside(target, ".old");
    return !Files.exists(target) && Files.exists(old) ? old : target;
  }

  private static Path beside(Path target, String ending) {
    return target.resolveSibling(target.getFileName() + ending);
  }

  /** Where it is filled. */
  public Path path() {
    return part;
  }

  /** Moves it to its place and deletes what was there. */
  public void commit() throws IOException {
    Path old = beside(target, ".old");
    delete(old);
    if (Files.exists(target)) {
      Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
    }
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    delete(old);
  }

  /** Deletes what was not committed. */
  @Override
  public void close() throws IOException {
    delete(part);
  }

  /** Deletes a folder and all that is in it, if it is there. */
  public static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
