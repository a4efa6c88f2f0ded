package org.sinopia.kernels.compile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Compiled kernels on disk, each under a name that holds the hash of all that went into it. An
 * entry is made under another name and then renamed in one step, so a reader sees it whole or not
 * at all, and of two processes that make the same one at once either's may stay.
 *
 * @param folder where entries lie; made when first needed
 */
public record DiskCache(Path folder) {
  /** Makes the content of an entry. */
  @FunctionalInterface
  public interface Maker {
    /** Writes the file, or fills the folder, at this path. */
    void make(Path path) throws IOException;
  }

  /**
   * The user's: the folder that the system property {@code sinopia.cache} names, else {@code
   * sinopia/kernels} in {@code XDG_CACHE_HOME} or {@code ~/.cache}.
   */
  public static DiskCache standard() {
    String property = System.getProperty("sinopia.cache");
    if (property != null) {
      return new DiskCache(Path.of(property).toAbsolutePath());
    }
    String xdg = System.getenv("XDG_CACHE_HOME");
    Path base =
        xdg == null || xdg.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(xdg);
    return new DiskCache(base.resolve("sinopia/kernels").toAbsolutePath());
  }

  /** The file of that name, made first if it is not there. */
  public Path file(String name, Maker maker) {
    Path file = folder.resolve(name);
    return Files.exists(file) ? file : made(file, false, maker);
  }

  /** The folder of that name, made first if it is not there. */
  public Path folder(String name, Maker maker) {
    Path path = folder.resolve(name);
    return Files.exists(path) ? path : made(path, true, maker);
  }

  private Path made(Path target, boolean isFolder, Maker maker) {
    try {
      Files.createDirectories(folder);
      Path work = Files.createTempDirectory(folder, "making-");
      try {
        Path fresh = work.resolve(target.getFileName());
        if (isFolder) {
          Files.createDirectory(fresh);
        }
        maker.make(fresh);
        Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
      } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
        return target; // another process was first, with the same content
      } finally {
        delete(work);
      }
      return target;
    } catch (IOException e) {
      throw new UncheckedIOException("kernels: cache " + target + ": " + e.getMessage(), e);
    }
  }

  private static void delete(Path work) throws IOException {
    try (Stream<Path> paths = Files.walk(work)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
