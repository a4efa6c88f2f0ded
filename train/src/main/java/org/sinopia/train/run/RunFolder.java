package org.sinopia.train.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.sinopia.nn.ConfigJson;
import org.sinopia.tensor.file.PendingFile;
import org.sinopia.train.PendingFolder;
import org.sinopia.train.model.ModelFolder;

/**
 * The folder of a training run: {@code config.json} (what was asked for), {@code snapshots} (from
 * which it goes on), {@code model} (the best so far, all that is needed to use it), {@code
 * metrics.jsonl} and TensorBoard's {@code events.out.tfevents} (how it went). One process at a time
 * works in it.
 */
public final class RunFolder implements AutoCloseable {
  /** The configuration that was asked for. */
  public static final String CONFIG = "config.json";

  private static final String SNAPSHOTS = "snapshots";

  /** How it went, a line for each epoch. */
  public static final String METRICS = "metrics.jsonl";

  private static final String EVENTS = "events.out.tfevents.0.sinopia";
  private static final String LOCK = ".lock";

  private final Path path;
  private final FileChannel lock;
  private final boolean madeFolder;
  private boolean isNew;
  private boolean abandoned;

  private RunFolder(Path path, FileChannel lock, boolean madeFolder) {
    this.path = path;
    this.lock = lock;
    this.madeFolder = madeFolder;
  }

  /**
   * Makes the folder of a new run, or opens that of one to go on with.
   *
   * @param config what is asked for
   * @param resume whether a run that is there already is meant
   * @throws IllegalArgumentException if there is one although a new one is asked for, it was asked
   *     for other things, or another process works in it
   */
  static RunFolder open(Path path, Record config, boolean resume) throws IOException {
    boolean there = Files.exists(path);
    try {
      Files.createDirectories(path);
    } catch (FileAlreadyExistsException e) {
      throw new IllegalArgumentException(e.getFile() + ": is not a folder", e);
    }
    RunFolder folder = new RunFolder(path, lock(path), !there);
    try {
      folder.settle(ConfigJson.write(config) + "\n", resume);
      return folder;
    } catch (IOException | RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  private static FileChannel lock(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock held;
    try {
      held = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      held = null;
    }
    if (held == null) {
      channel.close();
      throw new IllegalArgumentException(path + ": another process is training there");
    }
    return channel;
  }

  private void settle(String wanted, boolean resume) throws IOException {
    Path config = path.resolve(CONFIG);
    if (!Files.exists(config)) {
      PendingFile.write(config, part -> Files.writeString(part, wanted, UTF_8));
      isNew = true;
    } else if (!resume) {
      throw new IllegalArgumentException(
          path + ": holds a run already; --resume goes on with it, or choose another folder");
    } else if (!Files.readString(config, UTF_8).equals(wanted)) {
      throw new IllegalArgumentException(
          config + ": is of a run that was asked for other things; choose another folder");
    }
  }

  /** The folder itself. */
  public Path path() {
    return path;
  }

  Path snapshots() {
    return path.resolve(SNAPSHOTS);
  }

  Path metrics() {
    return path.resolve(METRICS);
  }

  Path events() {
    return path.resolve(EVENTS);
  }

  Path model() {
    return path.resolve(ModelFolder.IN_RUN);
  }

  /**
   * Says that the run came to nothing, and another may be asked for here: closing deletes a folder
   * that the run has made, and from one that was there what says that a run is in it. A run that
   * was there already stays as it is.
   */
  void abandon() {
    abandoned = isNew;
  }

  @Override
  public void close() throws IOException {
    lock.close();
    if (abandoned && madeFolder) {
      PendingFolder.delete(path);
    } else if (abandoned) {
      for (Path file : List.of(path.resolve(CONFIG), metrics(), events(), path.resolve(LOCK))) {
        Files.deleteIfExists(file);
      }
    }
  }
}
