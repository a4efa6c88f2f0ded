package org.sinopia.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import org.apache.spark.SparkFiles;
import org.sinopia.train.model.BuiltInModel;

/**
 * The folder of this JVM for copies of inputs, unpacked models and results before they are stored.
 * It is deleted when the JVM ends; one of a killed executor goes with the folder that Spark gave
 * that executor. Safe from any thread.
 */
final class Workplace {
  private static final ConcurrentMap<String, Path> UNPACKED = new ConcurrentHashMap<>();
  private static final ConcurrentMap<String, Path> COPIES = new ConcurrentHashMap<>();
  private static final ConcurrentMap<String, BuiltInModel> BUILT_IN = new ConcurrentHashMap<>();
  private static final Path ROOT = create();

  private Workplace() {}

  private static Path create() {
    try {
      Path folder =
          Files.createTempDirectory(
              Path.of(SparkFiles.getRootDirectory()).toAbsolutePath().normalize(), "sinopia");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder)));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void remove(Path folder) {
    try {
      for (BuiltInModel model : BUILT_IN.values()) {
        model.close();
      }
      delete(folder);
    } catch (IOException _) {
      // The JVM ends; Spark deletes the folder above.
    }
  }

  /** A new folder for one attempt at an item. */
  static Path forAttempt() throws IOException {
    return Files.createTempDirectory(ROOT, "item");
  }

  /** A stored file on this machine: itself, or a copy that the first task that asks makes. */
  static Path copy(Storage storage, String uri) throws IOException {
    return storage.isLocal(uri)
        ? Storage.local(uri)
        : COPIES.computeIfAbsent(uri, _ -> download(storage, uri));
  }

  private static Path download(Storage storage, String uri) {
    try {
      String folder = uri.substring(0, uri.lastIndexOf('/'));
      Path target =
          ROOT.resolve("copies")
              .resolve(Integer.toHexString(folder.hashCode()))
              .resolve(uri.substring(uri.lastIndexOf('/') + 1));
      storage.download(uri, target);
      return target;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file or folder that was shipped, unpacked by the first task that asks. */
  static Path unpacked(Shipped shipped) {
    return UNPACKED.computeIfAbsent(shipped.digest(), digest -> unpack(shipped));
  }

  private static Path unpack(Shipped shipped) {
    try {
      Path folder = Files.createTempDirectory(ROOT, "shipped");
      Path whole = folder.resolve(shipped.name());
      for (Map.Entry<String, byte[]> file : shipped.files().entrySet()) {
        Path target = shipped.folder() ? whole.resolve(file.getKey()) : whole;
        Files.createDirectories(target.getParent());
        Files.write(target, file.getValue());
      }
      return whole;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The folder of the model that comes with Sinopia, unpacked by the first task that asks. */
  static Path builtIn() throws IOException {
    return BUILT_IN.computeIfAbsent("", _ -> unpackBuiltIn()).recolourer().folder();
  }

  private static BuiltInModel unpackBuiltIn() {
    try {
      return BuiltInModel.unpack();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes a folder and all in it. */
  static void delete(Path folder) throws IOException {
    if (Files.notExists(folder)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path one : all) {
      Files.deleteIfExists(one);
    }
  }
}
