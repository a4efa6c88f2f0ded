package org.sinopia.spark;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;

/**
 * A model or another file that an option names, on its way from the driver to the executors: all of
 * its bytes, which Spark broadcasts once.
 *
 * @param given as the user named it
 * @param digest SHA-256 of all names and bytes
 * @param name of the file or folder
 * @param folder whether it is a folder
 * @param files bytes by name, relative to the folder
 */
record Shipped(
    String given, String digest, String name, boolean folder, SortedMap<String, byte[]> files)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The file of a trained model's folder that tells it from others. */
  private static final String MODEL = "model.json";

  /**
   * Reads what an option names. Of a run of training it takes the folder {@code model} only.
   *
   * @throws IllegalArgumentException naming the option, if it is not there
   */
  static Shipped read(Storage storage, String option, String given) throws IOException {
    String uri = storage.qualified(given);
    FileStatus status = storage.status(uri);
    if (status == null) {
      throw new IllegalArgumentException(option + ": " + given + ": no such file");
    }
    TreeMap<String, byte[]> files = new TreeMap<>();
    if (!status.isDirectory()) {
      String name = status.getPath().getName();
      files.put(name, storage.read(uri));
      return new Shipped(given, digest(files), name, false, files);
    }
    String folder =
        List.of(uri, uri + "/model").stream()
            .filter(candidate -> isModel(storage, candidate))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        option
                            + ": "
                            + given
                            + ": no trained model, expected "
                            + MODEL
                            + " in it"));
    for (String name : storage.walk(folder)) {
      files.put(name, storage.read(folder + "/" + name));
    }
    return new Shipped(given, digest(files), "model", true, files);
  }

  private static boolean isModel(Storage storage, String folder) {
    try {
      return storage.exists(folder + "/" + MODEL);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String digest(SortedMap<String, byte[]> files) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      files.forEach(
          (name, bytes) -> {
            digest.update((name + "\0" + bytes.length + "\0").getBytes(StandardCharsets.UTF_8));
            digest.update(bytes);
          });
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
