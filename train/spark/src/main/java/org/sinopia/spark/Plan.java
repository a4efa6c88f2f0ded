package org.sinopia.spark;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * All that a task must know of its job; broadcast once.
 *
 * @param line what the user asked for
 * @param run identifies this run
 * @param out the folder of the results, with its file system
 * @param storage where inputs and results are
 * @param shipped models and other files that options name
 * @param scales of MS-SSIM; 0 if each picture has as many as it takes
 * @param attempts how often Spark tries a task
 */
record Plan(
    Line line,
    String run,
    String out,
    Storage storage,
    List<Shipped> shipped,
    int scales,
    int attempts)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Changes when the same options make other results. */
  private static final String VERSION = "1";

  private static final int DIGITS = 16;

  /** Where a job keeps what is not a result. */
  String kept() {
    return out + "/_sinopia/" + line.job().command();
  }

  /** Where results of an attempt lie until they are whole. */
  String attempts(Item item) {
    return kept() + "/attempts/" + run + "/" + item.name();
  }

  /** Where what was made of bands of a cube lies until all are there. */
  String bands(Item item) {
    return kept() + "/bands/" + run + "/" + item.name();
  }

  /** The file that says that an item is done, from these inputs with these options. */
  String marker(Item item) {
    return kept() + "/done/" + markerName(item);
  }

  /** The name of {@link #marker}. */
  String markerName(Item item) {
    List<String> parts = new ArrayList<>(List.of(VERSION, line.job().command(), line.format()));
    for (Line.Given option : line.options()) {
      parts.add(option.name());
      parts.add(
          option.file()
              ? shipped(option.value()).map(Shipped::digest).orElse(option.value())
              : String.valueOf(option.value()));
    }
    parts.add(
        "%s %s %s %s %d"
            .formatted(line.pictures(), line.uncertainty(), line.table(), line.save(), scales));
    for (Item.Stored file : item.files()) {
      parts.add("%s %d %d".formatted(file.uri(), file.bytes(), file.modified()));
    }
    return item.name() + "." + digest(String.join("\n", parts)) + ".json";
  }

  /** The files shipped for the value of an option. */
  Optional<Shipped> shipped(String given) {
    return shipped.stream().filter(one -> one.given().equals(given)).findFirst();
  }

  private static String digest(String text) {
    try {
      byte[] bytes =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(bytes).substring(0, DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
